using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Secrets.Api.Serialization;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Requests;

/// <summary>The body of PUT /api/secrets/{secret_id}/value.</summary>
public sealed class SetSecretValueRequest : StrictRequest, IDisposable
{
    /// <summary>Any text, also an empty one.</summary>
    [Required(AllowEmptyStrings = true)]
    [JsonConverter(typeof(SubmittedValueConverter))]
    public Submitted<SecretValue> Value
    {
        get;
        init
        {
            // JSON may give a field twice; the last one counts.
            field.Value?.Dispose();
            field = value;
        }
    }

    public void Dispose() => Value.Value?.Dispose();
}
