using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.SetSecretValue;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Requests;

/// <summary>The body of PUT /api/secrets/{secret_id}/value.</summary>
public sealed class SetSecretValueRequest : StrictRequest, IDisposable
{
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

    public SetSecretValueCommand ToCommand(Caller caller, string id, Precondition? precondition) =>
        new(caller, id, Value, precondition) { UnknownFields = UnknownFields };

    public void Dispose() => Value.Value?.Dispose();
}
