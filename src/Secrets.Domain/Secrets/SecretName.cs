namespace Secrets.Domain.Secrets;

/// <summary>What a secret may be called. Names are compared byte by byte.</summary>
public static class SecretName
{
    /// <summary>In Unicode code points.</summary>
    public const int MaxLength = 255;

    /// <summary>
    /// A name is part of a URL path: <c>.</c> and <c>..</c> would be resolved away on the way here, and control
    /// characters are refused by proxies and by logs alike. This regular expression says what is allowed.
    /// </summary>
    public const string Pattern = @"^(?!\.{1,2}$)[^\p{Cc}]+$";

    public static bool IsAllowed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name is not ("." or "..") && !name.Any(char.IsControl);
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
