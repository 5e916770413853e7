using Secrets.Domain.Secrets;

namespace Secrets.Api.Responses;

/// <summary>The tokens of warnings for programs, and their texts for people. They never contain a name or a value.</summary>
internal static class SecretWarningTexts
{
    /// <summary>The warnings that only imports give.</summary>
    public static readonly IReadOnlyList<SecretWarning> OfImports =
    [
        SecretWarning.ValueIsComment,
        SecretWarning.NameOccursTwice,
        SecretWarning.DescriptionNotImported,
        SecretWarning.MetadataNotImported,
    ];

    public static (string Token, string Text) Of(SecretWarning warning) =>
        warning switch
        {
            SecretWarning.ValueSurroundedByWhiteSpace => (
                "value-surrounded-by-white-space",
                "The value begins or ends with white space."
            ),
            SecretWarning.ValueEndsWithNewline => ("value-ends-with-newline", "The value ends with a line break."),
            SecretWarning.ValueShort => ("value-short", "The value is very short: masking it in logs would hide ordinary text."),
            SecretWarning.ValueCommon => ("value-common", "The value is a common word: masking it in logs would hide ordinary text."),
            SecretWarning.NameNotPortable => ("name-not-portable", "The name cannot be that of an environment variable everywhere."),
            SecretWarning.NameDiffersOnlyInCase => (
                "name-differs-only-in-case",
                "Another secret has the same name but for the case of letters."
            ),
            SecretWarning.NameLooksLikeAnother => (
                "name-looks-like-another",
                "Another secret's name looks the same but has other characters."
            ),
            SecretWarning.ValueIsComment => (
                "value-is-comment",
                "The comment after = is the value, as docker compose reads it. Write NAME='' for an empty value."
            ),
            SecretWarning.NameOccursTwice => ("name-occurs-twice", "The file has the name more than once. Only the last value counts."),
            SecretWarning.DescriptionNotImported => (
                "description-not-imported",
                "The secret exists with another description, which stays."
            ),
            SecretWarning.MetadataNotImported => (
                "metadata-not-imported",
                "The secret exists with other labels, times or flags, which stay."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(warning)),
        };
}
