namespace Secrets.Domain.Secrets;

/// <summary>A likely mistake in a name or a value that is allowed.</summary>
/// <remarks>Rows keep the numbers of those about values: they do not change.</remarks>
public enum SecretWarning
{
    /// <summary>The value begins or ends with white space.</summary>
    ValueSurroundedByWhiteSpace = 0,

    /// <summary>The value ends with a line break, like a text file.</summary>
    ValueEndsWithNewline = 1,

    /// <summary>
    /// The value has fewer than <see cref="SecretWarnings.ShortLength"/> bytes. Masking it in logs would hide ordinary text.
    /// </summary>
    ValueShort = 2,

    /// <summary>The value is a common word or password. Masking it in logs would hide ordinary text.</summary>
    ValueCommon = 3,

    /// <summary>
    /// The name is not valid for a portable environment variable: ASCII letters, digits and underscores, not beginning with a digit.
    /// </summary>
    NameNotPortable = 4,

    /// <summary>Another secret's name differs only in case.</summary>
    NameDiffersOnlyInCase = 5,

    /// <summary>
    /// Another secret's name looks the same: it differs only in Unicode normalization, invisible characters or white space at the ends.
    /// </summary>
    NameLooksLikeAnother = 6,

    /// <summary>In a file: the value is the comment after an empty value.</summary>
    ValueIsComment = 7,

    /// <summary>In a file: the name occurs twice, and only the last value counts.</summary>
    NameOccursTwice = 8,

    /// <summary>In a file: the secret exists with another description, which stays.</summary>
    DescriptionNotImported = 9,

    /// <summary>In a file: the secret exists with other metadata, which stay.</summary>
    MetadataNotImported = 10,
}
