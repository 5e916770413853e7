using System.Text.Json;
using System.Text.Json.Serialization;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

/// <summary>Reads any JSON in the place of a list of strings.</summary>
internal sealed class SubmittedTextListConverter : JsonConverter<Submitted<IReadOnlyList<Submitted<string>>>>
{
    private static readonly SubmittedTextConverter Text = new();

    public override bool HandleNull => true;

    public override Submitted<IReadOnlyList<Submitted<string>>> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return new(reader.TokenType == JsonTokenType.Null ? SubmittedKind.Null : SubmittedKind.WrongType);
        }

        var items = new List<Submitted<string>>();
        var isTooLong = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            isTooLong = items.Count == Submitted.MaxItems;
            if (isTooLong)
            {
                reader.Skip();
            }
            else
            {
                items.Add(Text.Read(ref reader, typeof(Submitted<string>), options));
            }
        }

        return isTooLong ? new(SubmittedKind.TooLong) : new(SubmittedKind.Present, items);
    }

    public override void Write(Utf8JsonWriter writer, Submitted<IReadOnlyList<Submitted<string>>> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Submitted fields are read only.");
}
