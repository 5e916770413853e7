using System.Text.Json.Serialization;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Contracts;

/// <summary>The body of POST /api/secrets, <c>CustomSecretModel</c> in the contract.</summary>
public sealed class CreateSecretRequest : IDisposable
{
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Name { get; init; }

    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Description { get; init; }

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
