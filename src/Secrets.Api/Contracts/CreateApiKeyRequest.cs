using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Contracts;

/// <summary>The body of POST /api/keys.</summary>
public sealed class CreateApiKeyRequest
{
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> Scopes { get; init; }

    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> ExpiresAt { get; init; }

    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Owner { get; init; }
}
