using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body of POST /api/keys.</summary>
// What is required is said for the document; a validator tells.
public sealed class CreateApiKeyRequest : StrictRequest
{
    /// <summary>What the key is for, to tell it from others.</summary>
    [Required]
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    /// <summary>One or more of secrets:list, secrets:write, secrets:reveal, keys:manage and audit:read, and none that the caller's key lacks.</summary>
    [Required]
    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> Scopes { get; init; }

    /// <summary>In the future, with its offset. Never, unless said.</summary>
    [DataType(DataType.DateTime)]
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> ExpiresAt { get; init; }

    /// <summary>Whose key; made where there is none of that name. The caller's owner, unless said. Only keys of the owner default may name another.</summary>
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Owner { get; init; }
}
