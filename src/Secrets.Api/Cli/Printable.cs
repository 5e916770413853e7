using System.Globalization;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary>
/// Makes text safe for a terminal: names, descriptions and messages may come from a service, and a terminal obeys control characters.
/// </summary>
internal static class Printable
{
    /// <summary>Replaces control characters, line breaks, half surrogate pairs and characters that turn the direction of text.</summary>
    public static string Of(string text)
    {
        var first = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        return first < 0 ? text : string.Create(text.Length, text, (result, source) => Replace(source, result));
    }

    /// <summary>Escapes the same characters in JSON, which keeps its meaning.</summary>
    public static string OfJson(string json) =>
        json.Any(SecretName.IsBidirectionalControl)
            ? string.Concat(json.Select(c => SecretName.IsBidirectionalControl(c) ? $"\\u{(int)c:X4}" : $"{c}"))
            : json;

    private static void Replace(string source, Span<char> result)
    {
        for (var i = 0; i < source.Length; i++)
        {
            if (char.IsSurrogatePair(source, i))
            {
                (result[i], result[i + 1]) = (source[i], source[i + 1]);
                i++;
            }
            else
            {
                result[i] = IsHarmful(source[i]) ? '?' : source[i];
            }
        }
    }

    private static bool IsHarmful(char c) =>
        char.GetUnicodeCategory(c)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate
        || SecretName.IsBidirectionalControl(c);
}
