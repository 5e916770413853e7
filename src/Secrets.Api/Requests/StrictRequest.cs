using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body of a route of our own, which refuses unknown fields. OpenHands' servers ignore them in their own bodies.</summary>
public abstract class StrictRequest
{
    [JsonIgnore]
    public UnknownFields UnknownFields { get; internal set; } = UnknownFields.None;
}
