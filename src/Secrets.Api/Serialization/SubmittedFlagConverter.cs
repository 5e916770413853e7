using System.Text.Json;
using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

/// <summary>Reads any JSON in the place of a truth value.</summary>
internal sealed class SubmittedFlagConverter : JsonConverter<SubmittedFlag>
{
    public override bool HandleNull => true;

    public override SubmittedFlag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var kind = reader.TokenType switch
        {
            JsonTokenType.True or JsonTokenType.False => SubmittedKind.Present,
            JsonTokenType.Null => SubmittedKind.Null,
            _ => SubmittedKind.WrongType,
        };
        var value = reader.TokenType == JsonTokenType.True;
        reader.Skip();
        return new SubmittedFlag(kind, value);
    }

    public override void Write(Utf8JsonWriter writer, SubmittedFlag value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Submitted fields are read only.");
}
