using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body of a route that is not OpenHands'. It refuses unknown fields, which OpenHands' own routes ignore.</summary>
public abstract class StrictRequest
{
    [JsonIgnore]
    public UnknownFields UnknownFields { get; internal set; } = UnknownFields.None;
}
