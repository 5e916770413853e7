using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Serialization;

/// <summary>Reads the value of a secret directly into bytes that can be wiped, without a string.</summary>
internal sealed class SubmittedValueConverter : JsonConverter<Submitted<SecretValue>>
{
    public override bool HandleNull => true;

    public override Submitted<SecretValue> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!reader.IsOnText(out var kind))
        {
            return new Submitted<SecretValue>(kind);
        }

        var bytes = new byte[reader.ValueSpan.Length];
        try
        {
            return Submitted.Of(SecretValue.TakeOwnershipOf(bytes, reader.CopyString(bytes)));
        }
        catch (InvalidOperationException)
        {
            CryptographicOperations.ZeroMemory(bytes);
            return new Submitted<SecretValue>(SubmittedKind.NotUnicode);
        }
    }

    public override void Write(Utf8JsonWriter writer, Submitted<SecretValue> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Submitted fields are read only.");
}
