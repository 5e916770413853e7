using System.Text.Json;
using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

/// <summary>Reads any JSON in the place of a string. A validator reports what is wrong with it later.</summary>
internal sealed class SubmittedTextConverter : JsonConverter<Submitted<string>>
{
    public override bool HandleNull => true;

    public override Submitted<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!reader.IsOnText(out var kind))
        {
            return new Submitted<string>(kind);
        }

        try
        {
            return Submitted.Of(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return new Submitted<string>(SubmittedKind.NotUnicode);
        }
    }

    public override void Write(Utf8JsonWriter writer, Submitted<string> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Submitted fields are read only.");
}
