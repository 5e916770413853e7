using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

/// <summary>Finds the fields of a body that its type does not have.</summary>
internal static class UnknownFieldReader
{
    private const int MaxNameLength = 64;

    /// <summary>Replaces a name that resembles no field of the type, since it may be a value that was sent in the wrong place.</summary>
    private const string Other = "(unknown)";

    /// <param name="json">A valid JSON object.</param>
    public static UnknownFields Read(ReadOnlySpan<byte> json, JsonTypeInfo type)
    {
        List<string>? names = null;
        var count = 0;
        var reader = new Utf8JsonReader(json, JsonBody.Strict);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!IsKnown(ref reader, type))
            {
                count++;
                names ??= [];
                if (names.Count < UnknownFields.MaxNames)
                {
                    names.Add(MisspelledName(reader.GetString()!, type) ?? Other);
                }
            }

            reader.Read();
            reader.Skip();
        }

        return names is null ? UnknownFields.None : new UnknownFields(names, count);
    }

    private static string? MisspelledName(string name, JsonTypeInfo type)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal);
        return
            name.Length <= MaxNameLength
            && type.Properties.Any(property =>
                property.Set is not null
                && property.Name.Replace("_", "", StringComparison.Ordinal).Equals(plain, StringComparison.OrdinalIgnoreCase)
            )
            ? name
            : null;
    }

    private static bool IsKnown(ref Utf8JsonReader reader, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.Set is not null && reader.ValueTextEquals(property.Name))
            {
                return true;
            }
        }

        return false;
    }
}
