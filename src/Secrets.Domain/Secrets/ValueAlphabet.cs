namespace Secrets.Domain.Secrets;

/// <summary>The characters of a generated value.</summary>
public enum ValueAlphabet
{
    /// <summary>Letters, digits, <c>-</c> and <c>_</c>: 6 bits a character.</summary>
    Base64Url,

    /// <summary>Digits and the letters a to f: 4 bits a character.</summary>
    Hex,

    /// <summary>Letters and digits: 5.95 bits a character.</summary>
    Alphanumeric,

    /// <summary>All printable ASCII characters except the space: 6.55 bits a character.</summary>
    Ascii,

    /// <summary>Words that can be pronounced, such as <c>lusab-babad</c>: 16 bits a word.</summary>
    Words,
}
