using System.Buffers;
using System.Text;

namespace Secrets.Domain.Secrets;

/// <summary>Finds likely mistakes in names and values.</summary>
public static class SecretWarnings
{
    /// <summary>The length in bytes below which a value is short.</summary>
    public const int ShortLength = 8;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );

    // Without values that are short anyway. The comparison ignores the case of ASCII letters.
    private static readonly string[] CommonValues =
    [
        "12345678",
        "123456789",
        "1234567890",
        "administrator",
        "baseball",
        "changeit",
        "changeme",
        "connection",
        "database",
        "developer",
        "development",
        "disabled",
        "football",
        "iloveyou",
        "localhost",
        "localhost:5432",
        "localhost:8080",
        "127.0.0.1",
        "passw0rd",
        "password",
        "password1",
        "password123",
        "placeholder",
        "postgres",
        "postgresql",
        "production",
        "qwerty123",
        "qwertyuiop",
        "sunshine",
        "superuser",
        "trustno1",
        "undefined",
        "username",
        "welcome1",
    ];

    public static IEnumerable<SecretWarning> OfName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name is [] or [>= '0' and <= '9', ..] || name.AsSpan().ContainsAnyExcept(NameCharacters)
            ? [SecretWarning.NameNotPortable]
            : [];
    }

    /// <summary>Returns the warning about a name beside another secret's name that looks like it.</summary>
    public static SecretWarning OfLookalike(string name, string lookalike) =>
        string.Equals(lookalike, name, StringComparison.OrdinalIgnoreCase)
            ? SecretWarning.NameDiffersOnlyInCase
            : SecretWarning.NameLooksLikeAnother;

    /// <summary>Returns the stored form of warnings: a bit for each.</summary>
    public static long ToBits(IReadOnlyList<SecretWarning> warnings)
    {
        ArgumentNullException.ThrowIfNull(warnings);
        var bits = 0L;
        foreach (var warning in warnings)
        {
            bits |= 1L << (int)warning;
        }

        return bits;
    }

    /// <summary>Returns the warnings of their stored form. Bits that this program does not know are ignored.</summary>
    public static IReadOnlyList<SecretWarning> OfBits(long bits) =>
        bits == 0 ? [] : [.. Enum.GetValues<SecretWarning>().Where(warning => (bits & (1L << (int)warning)) != 0)];

    public static IReadOnlyList<SecretWarning> OfValue(SecretValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var bytes = value.AsSpan();
        var warnings = new List<SecretWarning>();
        if (bytes is [.., (byte)'\n' or (byte)'\r'])
        {
            warnings.Add(SecretWarning.ValueEndsWithNewline);
        }

        if (StartsOrEndsWithWhiteSpace(bytes))
        {
            warnings.Add(SecretWarning.ValueSurroundedByWhiteSpace);
        }

        if (bytes.Length < ShortLength)
        {
            warnings.Add(SecretWarning.ValueShort);
        }
        else if (IsCommon(bytes))
        {
            warnings.Add(SecretWarning.ValueCommon);
        }

        return warnings;
    }

    // A line break at the end has its own warning.
    private static bool StartsOrEndsWithWhiteSpace(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimEnd("\r\n"u8);
        if (bytes.IsEmpty)
        {
            return false;
        }

        Rune.DecodeFromUtf8(bytes, out var first, out _);
        Rune.DecodeLastFromUtf8(bytes, out var last, out _);
        return Rune.IsWhiteSpace(first) || Rune.IsWhiteSpace(last);
    }

    private static bool IsCommon(ReadOnlySpan<byte> bytes)
    {
        foreach (var common in CommonValues)
        {
            if (Ascii.EqualsIgnoreCase(bytes, common))
            {
                return true;
            }
        }

        return false;
    }
}
