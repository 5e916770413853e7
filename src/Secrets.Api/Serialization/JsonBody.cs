using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Secrets.Api.Requests;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

/// <summary>Parses a body that must be one JSON object (RFC 8259), with the failures of FastAPI.</summary>
internal static class JsonBody
{
    public static readonly JsonReaderOptions Strict = new() { MaxDepth = ApiJson.MaxDepth };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="InvalidRequestException">The body is not JSON, or not an object.</exception>
    public static object? Parse(ReadOnlySpan<byte> json, JsonTypeInfo type)
    {
        if (json.StartsWith(ByteOrderMark))
        {
            json = json[ByteOrderMark.Length..];
        }

        if (!Utf8.IsValid(json))
        {
            throw NotJson(json);
        }

        object? model = null;
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            reader.Read();
            var first = reader.TokenType;
            if (first == JsonTokenType.StartObject)
            {
                model = JsonSerializer.Deserialize(ref reader, type);
            }
            else
            {
                reader.Skip();
            }

            // Throws if anything but white space follows.
            reader.Read();
            if (model is StrictRequest strict)
            {
                strict.UnknownFields = UnknownFieldReader.Read(json, type);
            }

            return first switch
            {
                JsonTokenType.StartObject => model,
                JsonTokenType.Null => throw Missing(),
                _ => throw NotAnObject(),
            };
        }
        catch (JsonException)
        {
            (model as IDisposable)?.Dispose();
            throw NotJson(json);
        }
    }

    public static InvalidRequestException Missing() => new(new RequestFailure(["body"], "Field required", "missing"));

    public static InvalidRequestException NotAnObject() =>
        new(new RequestFailure(["body"], "Input should be a valid dictionary or object to extract fields from", "model_attributes_type"));

    private static InvalidRequestException NotJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            while (reader.Read()) { }
        }
        catch (JsonException)
        {
            // The position of the failure is all that is needed.
        }

        return new(new RequestFailure(["body", reader.BytesConsumed], "JSON decode error", "json_invalid"));
    }
}
