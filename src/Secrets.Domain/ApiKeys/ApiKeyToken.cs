using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace Secrets.Domain.ApiKeys;

/// <summary>
/// The text of an API key: <c>csk_</c>, 43 base62 digits of 256 random bits, 6 base62 digits of the CRC-32
/// (ISO 3309, as in zip) of all characters before. Thanks to the checksum, a mistyped key needs no look-up.
/// </summary>
public static class ApiKeyToken
{
    public const string Prefix = "csk_";
    public const int Length = 53;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomDigits = 43;
    private const int ChecksumDigits = 6;
    private static readonly SearchValues<char> Base62 = SearchValues.Create(Digits);
    private static readonly uint[] Crc32 = CreateCrc32Table();

    public static string Generate()
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        var body = Prefix + ToBase62(new BigInteger(random, isUnsigned: true), RandomDigits);
        CryptographicOperations.ZeroMemory(random);
        Span<char> checksum = stackalloc char[ChecksumDigits];
        WriteChecksum(body, checksum);
        return string.Concat(body, checksum);
    }

    public static bool IsWellFormed(ReadOnlySpan<char> token)
    {
        if (
            token.Length != Length
            || !token.StartsWith(Prefix, StringComparison.Ordinal)
            || token[Prefix.Length..].ContainsAnyExcept(Base62)
        )
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumDigits];
        WriteChecksum(token[..^ChecksumDigits], checksum);
        return token[^ChecksumDigits..].SequenceEqual(checksum);
    }

    private static void WriteChecksum(ReadOnlySpan<char> ascii, Span<char> destination)
    {
        var crc = uint.MaxValue;
        foreach (var c in ascii)
        {
            crc = (crc >> 8) ^ Crc32[(byte)(crc ^ c)];
        }

        var rest = ~crc;
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            (rest, var digit) = Math.DivRem(rest, (uint)Digits.Length);
            destination[i] = Digits[(int)digit];
        }
    }

    private static uint[] CreateCrc32Table()
    {
        var table = new uint[256];
        for (var i = 0U; i < table.Length; i++)
        {
            table[i] = i;
            for (var bit = 0; bit < 8; bit++)
            {
                table[i] = (table[i] >> 1) ^ (0xEDB88320 & (uint)-(int)(table[i] & 1));
            }
        }

        return table;
    }

    private static string ToBase62(BigInteger number, int digits) => string.Create(digits, number, static (text, rest) =>
        {
            for (var i = text.Length - 1; i >= 0; i--)
            {
                rest = BigInteger.DivRem(rest, Digits.Length, out var digit);
                text[i] = Digits[(int)digit];
            }
        });
}
