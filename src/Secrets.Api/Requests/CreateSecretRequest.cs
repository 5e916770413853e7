using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.CreateSecret;
using Secrets.Application.Secrets.UpsertSecret;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Requests;

/// <summary>The body of POST /api/secrets, <c>CustomSecretModel</c> in the contract, and of PUT /api/settings/secrets.</summary>
public sealed class CreateSecretRequest : IDisposable
{
    /// <summary>1 to 255 characters, no control characters, and neither . nor ..</summary>
    [Required]
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    /// <summary>Up to 4,096 characters.</summary>
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Description { get; init; }

    /// <summary>Any text, even an empty one.</summary>
    [Required(AllowEmptyStrings = true)]
    [JsonConverter(typeof(SubmittedValueConverter))]
    public Submitted<SecretValue> Value
    {
        get;
        init
        {
            // If JSON has a field twice, the last one counts.
            field.Value?.Dispose();
            field = value;
        }
    }

    public CreateSecretCommand ToCreateCommand(Caller caller) => new(caller, Name, Metadata, Value);

    public UpsertSecretCommand ToUpsertCommand(Caller caller, Precondition? precondition) =>
        new(caller, Name, Metadata, Value, precondition);

    private SubmittedMetadata Metadata => new(Description);

    public void Dispose() => Value.Value?.Dispose();
}
