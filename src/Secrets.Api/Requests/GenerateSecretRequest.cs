using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.GenerateSecret;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The optional body of POST /api/secrets/{secret_id}/generate.</summary>
public sealed class GenerateSecretRequest : StrictRequest, IOptionalBody
{
    /// <summary>The number of characters, by default 32, or of words, by default 8: from 8 to 1024.</summary>
    [JsonConverter(typeof(SubmittedNumberConverter))]
    public SubmittedNumber Length { get; init; }

    /// <summary>One of base64url (the default), hex, alphanumeric, ascii and words.</summary>
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Alphabet { get; init; }

    /// <summary>The description of the secret. Without it, an existing secret keeps its own.</summary>
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Description { get; init; }

    public GenerateSecretCommand ToCommand(Caller caller, string id, Precondition? precondition) =>
        new(caller, id, Length, Alphabet, new SubmittedMetadata(Description), precondition) { UnknownFields = UnknownFields };
}
