using System.Buffers;
using System.Globalization;

namespace Secrets.Domain.Secrets;

/// <summary>The rules for the name of a secret. Names are compared byte by byte.</summary>
public static class SecretName
{
    private static readonly SearchValues<char> BidirectionalControls = SearchValues.Create(
        "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"
    );

    /// <summary>The maximum length in Unicode code points.</summary>
    public const int MaxLength = 255;

    /// <summary>A name that no secret can have.</summary>
    public const string Impossible = ".";

    /// <summary>
    /// A regular expression for allowed names. A name is part of a URL path: clients and proxies resolve <c>.</c> and <c>..</c>, and
    /// proxies refuse control characters. New names with bidirectional controls are refused too, which the expression does not show.
    /// </summary>
    public const string Pattern = @"^(?!\.{1,2}$)[^\p{Cc}]+$";

    public static bool IsAllowed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name is not ("." or "..") && !name.Any(char.IsControl);
    }

    /// <summary>Returns true for a character that changes the order in which those around it are displayed.</summary>
    public static bool IsBidirectionalControl(char character) => BidirectionalControls.Contains(character);

    /// <summary>
    /// Returns the first bidirectional control in a name, such as <c>U+202E</c>, or null. These controls change the order in which the
    /// characters around them are displayed. Names that were stored before this rule may have them.
    /// </summary>
    public static string? FindBidirectionalControl(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = name.AsSpan().IndexOfAny(BidirectionalControls);
        return found < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"U+{(int)name[found]:X4}");
    }

    /// <summary>Returns the length in Unicode code points, which the limits count.</summary>
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
