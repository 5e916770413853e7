using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.CreateChildKey;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body of POST /api/keys/child.</summary>
// The attributes describe the OpenAPI document. The command's validator decides.
public sealed class CreateChildKeyRequest : StrictRequest
{
    /// <summary>A name that distinguishes the key from others.</summary>
    [Required]
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    /// <summary>The lifetime in seconds: 60 to 86400. The key ends with its parent at the latest.</summary>
    [Required]
    [JsonConverter(typeof(SubmittedNumberConverter))]
    public SubmittedNumber ExpiresIn { get; init; }

    /// <summary>One or more scopes of the caller's key. The default is all of them.</summary>
    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> Scopes { get; init; }

    /// <summary>
    /// The secrets that the key reaches: up to 100 names and prefixes, such as GITHUB_*. The default is those of the caller's key.
    /// </summary>
    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> Secrets { get; init; }

    /// <summary>
    /// The networks that the key can be used from: up to 100, such as 10.0.0.0/8. The default is those of the caller's key.
    /// </summary>
    [JsonConverter(typeof(SubmittedTextListConverter))]
    public Submitted<IReadOnlyList<Submitted<string>>> ClientNetworks { get; init; }

    /// <summary>The number of values that can be revealed with the key: 1 to 1000. The default is any number.</summary>
    [JsonConverter(typeof(SubmittedNumberConverter))]
    public SubmittedNumber MaxUses { get; init; }

    public CreateChildKeyCommand ToCommand(Caller caller) =>
        new(caller, Name, ExpiresIn, Scopes, new SubmittedRestrictions(Secrets, ClientNetworks), MaxUses)
        {
            UnknownFields = UnknownFields,
        };
}
