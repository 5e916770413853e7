using System.Text;
using Secrets.Domain.Secrets;

namespace Secrets.Domain.Tests.Secrets;

public sealed class GeneratedValueTests
{
    private const string Word = "[bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz]";

    // A chi-square of so many standard deviations above its mean has a probability of less than 1e-9, for 3 degrees of freedom or more.
    private const double MaxDeviations = 20;

    [Theory]
    [InlineData(ValueAlphabet.Base64Url, "[A-Za-z0-9_-]{N}")]
    [InlineData(ValueAlphabet.Hex, "[0-9a-f]{N}")]
    [InlineData(ValueAlphabet.Alphanumeric, "[A-Za-z0-9]{N}")]
    [InlineData(ValueAlphabet.Ascii, "[!-~]{N}")]
    [InlineData(ValueAlphabet.Words, $"{Word}(-{Word}){{M}}")]
    public void A_value_has_exactly_its_length_in_the_characters_of_its_alphabet(ValueAlphabet alphabet, string pattern)
    {
        foreach (var length in new[] { 8, 9, 32, 1024 })
        {
            using var value = GeneratedValue.Create(alphabet, length);

            var exact = pattern.Replace("N", $"{length}", StringComparison.Ordinal).Replace("M", $"{length - 1}", StringComparison.Ordinal);
            Assert.Matches($"^(?:{exact})\\z", Encoding.UTF8.GetString(value.AsSpan()));
        }
    }

    [Theory]
    [InlineData(ValueAlphabet.Base64Url, 64)]
    [InlineData(ValueAlphabet.Hex, 16)]
    [InlineData(ValueAlphabet.Alphanumeric, 62)]
    [InlineData(ValueAlphabet.Ascii, 94)]
    public void No_character_and_no_pair_of_characters_is_preferred(ValueAlphabet alphabet, int size)
    {
        var (characters, pairs) = (new Dictionary<byte, long>(), new Dictionary<(byte, byte), long>());
        for (var draw = 0; draw < 300; draw++)
        {
            using var value = GeneratedValue.Create(alphabet, GeneratedValue.MaxLength);
            for (var i = 0; i + 1 < value.Length; i += 2)
            {
                var (first, second) = (value.AsSpan()[i], value.AsSpan()[i + 1]);
                Count(characters, first);
                Count(characters, second);
                Count(pairs, (first, second));
            }
        }

        AssertUniform(characters.Values, size);
        AssertUniform(pairs.Values, size * size);
    }

    [Fact]
    public void No_letter_at_any_place_of_a_word_is_preferred()
    {
        var letters = Enumerable.Range(0, 5).Select(_ => new Dictionary<byte, long>()).ToList();
        for (var draw = 0; draw < 50; draw++)
        {
            using var value = GeneratedValue.Create(ValueAlphabet.Words, GeneratedValue.MaxLength);
            for (var i = 0; i < value.Length; i++)
            {
                if (i % 6 < 5)
                {
                    Count(letters[i % 6], value.AsSpan()[i]);
                }
            }
        }

        Assert.Equal([16, 4, 16, 4, 16], letters.Select(place => place.Count));
        Assert.All(letters, place => AssertUniform(place.Values, place.Count));
    }

    [Theory]
    [InlineData(ValueAlphabet.Base64Url, 6)]
    [InlineData(ValueAlphabet.Hex, 4)]
    [InlineData(ValueAlphabet.Alphanumeric, 5.9)]
    [InlineData(ValueAlphabet.Ascii, 6.5)]
    [InlineData(ValueAlphabet.Words, 16)]
    public void The_default_length_has_128_bits_or_more(ValueAlphabet alphabet, double bits) =>
        Assert.InRange(GeneratedValue.DefaultLengthOf(alphabet) * bits, 128, 256);

    [Theory]
    [InlineData(7)]
    [InlineData(1025)]
    [InlineData(-1)]
    public void A_length_outside_of_its_limits_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GeneratedValue.Create(ValueAlphabet.Hex, length));

    [Fact]
    public void Values_differ()
    {
        var values = new HashSet<string>();
        for (var i = 0; i < 10_000; i++)
        {
            using var value = GeneratedValue.Create(ValueAlphabet.Base64Url, 16);
            values.Add(Encoding.UTF8.GetString(value.AsSpan()));
        }

        Assert.Equal(10_000, values.Count);
    }

    private static void Count<T>(Dictionary<T, long> counts, T item)
        where T : notnull => counts[item] = counts.GetValueOrDefault(item) + 1;

    private static void AssertUniform(IReadOnlyCollection<long> counts, int size)
    {
        Assert.InRange(counts.Count, 1, size);
        var expected = (double)counts.Sum() / size;
        var chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected) + ((size - counts.Count) * expected);
        var deviations = (chiSquare - (size - 1)) / Math.Sqrt(2 * (size - 1));
        Assert.True(deviations < MaxDeviations, $"{deviations} standard deviations above the mean");
    }
}
