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
        + $"{string.Join(", ", Enum.GetValues<SecretWarning>().Except(SecretWarningTexts.OfImports).Select(TokenOf))}.";

    public static void Warn(this HttpResponse response, IReadOnlyList<SecretWarning> warnings)
    {
        if (warnings.Count > 0)
        {
            response.Headers[Name] = string.Join(", ", warnings.Select(Text));
        }
    }

    private static string Text(SecretWarning warning) => $"{TokenOf(warning)};text=\"{SecretWarningTexts.Of(warning).Text}\"";

    private static string TokenOf(SecretWarning warning) => SecretWarningTexts.Of(warning).Token;
}
