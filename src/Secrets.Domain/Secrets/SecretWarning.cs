namespace Secrets.Domain.Secrets;

/// <summary>What is allowed but likely a mistake.</summary>
public enum SecretWarning
{
    /// <summary>The value begins or ends with white space.</summary>
    ValueSurroundedByWhiteSpace,

    /// <summary>The value ends with a line break, as text files do.</summary>
    ValueEndsWithNewline,

    /// <summary>The value has fewer than <see cref="SecretWarnings.ShortLength"/> bytes: masking it in logs would hide ordinary text.</summary>
    ValueShort,

    /// <summary>The value is a common word or password: masking it in logs would hide ordinary text.</summary>
    ValueCommon,

    /// <summary>The name is none of a portable environment variable: letters, digits and underscores of ASCII, no digit first.</summary>
    NameNotPortable,

    /// <summary>Another secret's name differs only in the case of letters.</summary>
    NameDiffersOnlyInCase,

    /// <summary>Another secret's name looks the same: it differs in Unicode normalization, invisible characters or white space at the ends.</summary>
    NameLooksLikeAnother,
}
