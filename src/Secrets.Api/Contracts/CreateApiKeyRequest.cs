using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Contracts;

/// <summary>The body of POST /api/keys. What is required is said for the document; a validator tells.</summary>
public sealed class CreateApiKeyRequest
{
    [Required]
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    [Required]
    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> Scopes { get; init; }

    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> ExpiresAt { get; init; }

    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Owner { get; init; }
}
