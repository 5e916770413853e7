namespace Secrets.Domain.Secrets;

/// <summary>A likely mistake in a name or a value that is allowed.</summary>
public enum SecretWarning
{
    /// <summary>The value begins or ends with white space.</summary>
    ValueSurroundedByWhiteSpace,

    /// <summary>The value ends with a line break, like a text file.</summary>
    ValueEndsWithNewline,

    /// <summary>
    /// The value has fewer than <see cref="SecretWarnings.ShortLength"/> bytes. Masking it in logs would hide ordinary text.
    /// </summary>
    ValueShort,

    /// <summary>The value is a common word or password. Masking it in logs would hide ordinary text.</summary>
    ValueCommon,

    /// <summary>
    /// The name is not valid for a portable environment variable: ASCII letters, digits and underscores, not beginning with a digit.
    /// </summary>
    NameNotPortable,

    /// <summary>Another secret's name differs only in case.</summary>
    NameDiffersOnlyInCase,

    /// <summary>
    /// Another secret's name looks the same: it differs only in Unicode normalization, invisible characters or white space at the ends.
    /// </summary>
    NameLooksLikeAnother,

    /// <summary>In a file: the value is the comment after an empty value.</summary>
    ValueIsComment,

    /// <summary>In a file: the name occurs twice, and only the last value counts.</summary>
    NameOccursTwice,

    /// <summary>In a file: the secret exists with another description, which stays.</summary>
    DescriptionNotImported,
}
