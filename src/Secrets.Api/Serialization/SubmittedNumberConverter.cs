using System.Text.Json;
using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

/// <summary>Reads any JSON in the place of a whole number.</summary>
internal sealed class SubmittedNumberConverter : JsonConverter<SubmittedNumber>
{
    public override bool HandleNull => true;

    public override SubmittedNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
        {
            return new SubmittedNumber(SubmittedKind.Present, number);
        }

        var kind = reader.TokenType == JsonTokenType.Null ? SubmittedKind.Null : SubmittedKind.WrongType;
        reader.Skip();
        return new SubmittedNumber(kind);
    }

    public override void Write(Utf8JsonWriter writer, SubmittedNumber value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Submitted fields are read only.");
}
