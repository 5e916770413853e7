using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.ApiKeys.RotateApiKey;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The optional body of POST /api/keys/{id}/rotate.</summary>
public sealed class RotateApiKeyRequest : StrictRequest, IOptionalBody
{
    /// <summary>How long the old key stays valid: 0 to 604800, by default 86400.</summary>
    [JsonConverter(typeof(SubmittedNumberConverter))]
    public SubmittedNumber OverlapSeconds { get; init; }

    public RotateApiKeyCommand ToCommand(Caller caller, string? owner, Guid id) =>
        new(caller, owner, id, OverlapSeconds) { UnknownFields = UnknownFields };
}
