using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body of PUT /api/secrets/{secret_id}, <c>CustomSecretWithoutValueModel</c> in the contract.</summary>
public sealed class UpdateSecretRequest
{
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Description { get; init; }
}
