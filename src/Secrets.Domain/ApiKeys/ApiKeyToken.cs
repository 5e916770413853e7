using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Secrets.Domain.ApiKeys;

/// <summary>
/// The text of an API key: <c>csk_</c>, 43 base62 digits of 256 random bits, 6 base62 digits of the CRC-32
/// (ISO 3309, as in zip) of all before them. The checksum lets a mistyped key be refused without a look-up.
/// </summary>
public static class ApiKeyToken
{
    public const string Prefix = "csk_";
    public const int Length = 53;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomDigits = 43;
    private const int ChecksumDigits = 6;
    private static readonly SearchValues<char> Base62 = SearchValues.Create(Digits);

    public static string Generate()
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        var body = Prefix + ToBase62(new BigInteger(random, isUnsigned: true), RandomDigits);
        CryptographicOperations.ZeroMemory(random);
        return body + ChecksumOf(body);
    }

    public static bool IsWellFormed(ReadOnlySpan<char> token) =>
        token.Length == Length
        && token.StartsWith(Prefix, StringComparison.Ordinal)
        && !token[Prefix.Length..].ContainsAnyExcept(Base62)
        && token[^ChecksumDigits..].SequenceEqual(ChecksumOf(token[..^ChecksumDigits]));

    private static string ChecksumOf(ReadOnlySpan<char> text)
    {
        Span<byte> ascii = stackalloc byte[text.Length];
        Encoding.ASCII.GetBytes(text, ascii);
        var crc = uint.MaxValue;
        foreach (var b in ascii)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ToBase62(~crc, ChecksumDigits);
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
