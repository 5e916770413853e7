using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body, which may be absent, of POST /api/keys/{id}/rotate.</summary>
public sealed class RotateApiKeyRequest : StrictRequest, IOptionalBody
{
    /// <summary>How long the old key lives on: 0 to 604800, a day unless said.</summary>
    [JsonConverter(typeof(SubmittedNumberConverter))]
    public SubmittedNumber OverlapSeconds { get; init; }
}
