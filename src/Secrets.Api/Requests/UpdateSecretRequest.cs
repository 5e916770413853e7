using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.UpdateSecret;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body of PUT /api/secrets/{secret_id}, <c>CustomSecretWithoutValueModel</c> in the contract.</summary>
public sealed class UpdateSecretRequest
{
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Description { get; init; }

    public UpdateSecretCommand ToCommand(Caller caller, string id, Precondition? precondition) =>
        new(caller, id, Name, new SubmittedMetadata(Description), precondition);
}
