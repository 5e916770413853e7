using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.CreateApiKey;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body of POST /api/keys.</summary>
// The attributes describe the OpenAPI document. The command's validator decides.
public sealed class CreateApiKeyRequest : StrictRequest
{
    /// <summary>A name that distinguishes the key from others.</summary>
    [Required]
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    /// <summary>
    /// One or more of secrets:list, secrets:write, secrets:reveal, keys:manage and audit:read, each a scope of the caller's key.
    /// </summary>
    [Required]
    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> Scopes { get; init; }

    /// <summary>
    /// The secrets that the key reaches: up to 100 names and prefixes, such as GITHUB_*. The default is all secrets of the owner.
    /// </summary>
    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> Secrets { get; init; }

    /// <summary>The networks that the key can be used from: up to 100, such as 10.0.0.0/8. The default is any.</summary>
    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> ClientNetworks { get; init; }

    /// <summary>A time in the future, with its offset. The default is no expiry.</summary>
    [DataType(DataType.DateTime)]
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> ExpiresAt { get; init; }

    /// <summary>
    /// The owner of the key, by default the caller's. It is created if it does not exist. Only keys of the owner default may name another.
    /// </summary>
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Owner { get; init; }

    public CreateApiKeyCommand ToCommand(Caller caller) =>
        new(caller, Name, Scopes, new SubmittedRestrictions(Secrets, ClientNetworks), ExpiresAt, Owner) { UnknownFields = UnknownFields };
}
