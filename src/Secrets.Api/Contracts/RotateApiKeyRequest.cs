using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Contracts;

/// <summary>The body, which may be absent, of POST /api/keys/{id}/rotate.</summary>
public sealed class RotateApiKeyRequest : StrictRequest, IOptionalBody
{
    /// <summary>How long the old key lives on: 0 to 604800, a day unless said.</summary>
    [JsonConverter(typeof(SubmittedNumberConverter))]
    public SubmittedNumber OverlapSeconds { get; init; }
}
