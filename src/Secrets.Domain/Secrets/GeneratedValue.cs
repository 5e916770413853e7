using System.Security.Cryptography;

namespace Secrets.Domain.Secrets;

/// <summary>Generates values. All values of an alphabet and a length are equally likely.</summary>
public static class GeneratedValue
{
    public const int MinLength = 8;
    public const int MaxLength = 1024;

    private const int WordLength = 5;

    private static readonly byte[] Consonants = "bdfghjklmnprstvz"u8.ToArray();
    private static readonly byte[] Vowels = "aiou"u8.ToArray();
    private static readonly byte[] Printable = [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (byte)c)];
    private static readonly byte[] LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8.ToArray();
    private static readonly byte[] UrlSafe = [.. LettersAndDigits, (byte)'-', (byte)'_'];

    /// <summary>Returns the length of a value if none is asked for. Every alphabet then has 128 bits or more.</summary>
    public static int DefaultLengthOf(ValueAlphabet alphabet) => alphabet == ValueAlphabet.Words ? 8 : 32;

    /// <summary>Returns the number of bytes of a value.</summary>
    public static int BytesOf(ValueAlphabet alphabet, int length) =>
        alphabet == ValueAlphabet.Words ? (length * (WordLength + 1)) - 1 : length;

    /// <summary>Generates a value from the system's random number generator.</summary>
    /// <param name="length">The number of characters, or of words.</param>
    public static SecretValue Create(ValueAlphabet alphabet, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, MinLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        var value = new byte[BytesOf(alphabet, length)];
        if (alphabet == ValueAlphabet.Words)
        {
            FillWithWords(value);
        }
        else
        {
            RandomNumberGenerator.GetItems(CharactersOf(alphabet), value);
        }

        return SecretValue.TakeOwnershipOf(value, value.Length);
    }

    private static ReadOnlySpan<byte> CharactersOf(ValueAlphabet alphabet) =>
        alphabet switch
        {
            ValueAlphabet.Base64Url => UrlSafe,
            ValueAlphabet.Hex => "0123456789abcdef"u8,
            ValueAlphabet.Alphanumeric => LettersAndDigits,
            ValueAlphabet.Ascii => Printable,
            _ => throw new ArgumentOutOfRangeException(nameof(alphabet)),
        };

    // A word is a consonant, a vowel, a consonant, a vowel and a consonant.
    private static void FillWithWords(Span<byte> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var place = i % (WordLength + 1);
            if (place == WordLength)
            {
                value[i] = (byte)'-';
            }
            else
            {
                RandomNumberGenerator.GetItems(place % 2 == 0 ? Consonants : Vowels, value.Slice(i, 1));
            }
        }
    }
}
