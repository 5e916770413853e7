using Secrets.Domain.Secrets;

namespace Secrets.Api.Responses;

/// <summary>
/// Reports likely mistakes in the header <c>Secrets-Warning</c>, a structured field (RFC 9651): a list of tokens, each with a text for
/// people. It never contains a name or a value.
/// </summary>
internal static class SecretWarningHeader
{
    public const string Name = "Secrets-Warning";

    /// <summary>Returns the text of a warning for people.</summary>
    public static string TextOf(SecretWarning warning) => Text(warning).Split('"')[1];

    public static string Example => Text(SecretWarning.ValueEndsWithNewline);

    public static string Description =>
        "Likely mistakes, as a structured field (RFC 9651): a list of tokens, each with a text for people. The tokens: "
        + $"{string.Join(", ", Enum.GetValues<SecretWarning>().Select(warning => Text(warning).Split(';')[0]))}.";

    public static void Warn(this HttpResponse response, IReadOnlyList<SecretWarning> warnings)
    {
        if (warnings.Count > 0)
        {
            response.Headers[Name] = string.Join(", ", warnings.Select(Text));
        }
    }

    private static string Text(SecretWarning warning) =>
        warning switch
        {
            SecretWarning.ValueSurroundedByWhiteSpace => Item(
                "value-surrounded-by-white-space",
                "The value begins or ends with white space."
            ),
            SecretWarning.ValueEndsWithNewline => Item("value-ends-with-newline", "The value ends with a line break."),
            SecretWarning.ValueShort => Item("value-short", "The value is very short: masking it in logs would hide ordinary text."),
            SecretWarning.ValueCommon => Item("value-common", "The value is a common word: masking it in logs would hide ordinary text."),
            SecretWarning.NameNotPortable => Item("name-not-portable", "The name cannot be that of an environment variable everywhere."),
            SecretWarning.NameDiffersOnlyInCase => Item(
                "name-differs-only-in-case",
                "Another secret has the same name but for the case of letters."
            ),
            SecretWarning.NameLooksLikeAnother => Item(
                "name-looks-like-another",
                "Another secret's name looks the same but has other characters."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(warning)),
        };

    private static string Item(string token, string text) => $"{token};text=\"{text}\"";
}
