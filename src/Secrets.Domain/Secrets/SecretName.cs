using System.Buffers;
using System.Globalization;

namespace Secrets.Domain.Secrets;

/// <summary>What a secret may be called. Names are compared byte by byte.</summary>
public static class SecretName
{
    private static readonly SearchValues<char> BidirectionalControls = SearchValues.Create(
        "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"
    );

    /// <summary>In Unicode code points.</summary>
    public const int MaxLength = 255;

    /// <summary>
    /// A name is part of a URL path: <c>.</c> and <c>..</c> would be resolved away on the way here, and control
    /// characters are refused by proxies and by logs alike. This regular expression says what is allowed,
    /// except that bidirectional controls are refused too.
    /// </summary>
    public const string Pattern = @"^(?!\.{1,2}$)[^\p{Cc}]+$";

    public static bool IsAllowed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name is not ("." or "..") && !name.Any(char.IsControl);
    }

    /// <summary>
    /// The first of Unicode's bidirectional controls in a name, such as <c>U+202E</c>, or null. They change the order in which the
    /// characters around them are shown. Names from before they were refused may have them.
    /// </summary>
    public static string? FindBidirectionalControl(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = name.AsSpan().IndexOfAny(BidirectionalControls);
        return found < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"U+{(int)name[found]:X4}");
    }

    /// <summary>Length in Unicode code points, as the limits count it.</summary>
    public static int LengthOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            length++;
        }

        return length;
    }
}
