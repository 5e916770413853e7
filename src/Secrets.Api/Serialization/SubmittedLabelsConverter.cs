using System.Text.Json;
using System.Text.Json.Serialization;
using Secrets.Application.Secrets.PatchMetadata;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

/// <summary>Reads any JSON in the place of an object with strings and null. If it has a key twice, the last one counts.</summary>
internal sealed class SubmittedLabelsConverter : JsonConverter<Submitted<IReadOnlyList<SubmittedLabel>>>
{
    private static readonly SubmittedTextConverter Text = new();

    public override bool HandleNull => true;

    public override Submitted<IReadOnlyList<SubmittedLabel>> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var kind = reader.TokenType == JsonTokenType.Null ? SubmittedKind.Null : SubmittedKind.WrongType;
            reader.Skip();
            return new(kind);
        }

        var labels = new List<SubmittedLabel>();
        var isTooLong = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            isTooLong |= labels.Count == Submitted.MaxItems;
            var key = isTooLong ? default : ReadKey(ref reader);
            reader.Read();
            if (isTooLong)
            {
                reader.Skip();
            }
            else
            {
                labels.Add(new SubmittedLabel(key, Text.Read(ref reader, typeof(Submitted<string>), options)));
            }
        }

        return isTooLong ? new(SubmittedKind.TooLong) : new(SubmittedKind.Present, labels);
    }

    public override void Write(Utf8JsonWriter writer, Submitted<IReadOnlyList<SubmittedLabel>> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Submitted fields are read only.");

    private static Submitted<string> ReadKey(ref Utf8JsonReader reader)
    {
        try
        {
            return Submitted.Of(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return new Submitted<string>(SubmittedKind.NotUnicode);
        }
    }
}
