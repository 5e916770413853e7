using System.Text;
using System.Text.Json;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class NameRangesTests
{
    private static readonly string[] Alphabet =
    [
        .. "!*AB_aé\uD7FF\uE000\uFFFF".Select(character => character.ToString()),
        "\U00010000",
        "\U0010FFFF",
    ];

    [Theory]
    [InlineData("A")]
    [InlineData("A*")]
    [InlineData("A*", "A", "AB", "AB*", "B", "B")]
    [InlineData("\uD7FF*", "a\U0010FFFF*")]
    [InlineData("\U0010FFFF*", "\uFFFF")]
    [InlineData("\U0010FFFF\U0010FFFF*", "é*")]
    public void A_name_is_in_one_range_if_it_is_reached_and_else_in_none(params string[] items)
    {
        var names = SecretNames.Of(items);
        var ranges = JsonDocument
            .Parse(NameRanges.JsonOf(names))
            .RootElement.EnumerateArray()
            .Select(range => (First: Utf8(range[0].GetString()!), End: Utf8(range[1].GetString()!)))
            .ToList();

        foreach (var name in Texts(3))
        {
            var utf8 = Utf8(name);
            Assert.Equal(
                names.Include(name) ? 1 : 0,
                ranges.Count(range =>
                    utf8.AsSpan().SequenceCompareTo(range.First) >= 0 && utf8.AsSpan().SequenceCompareTo(range.End) < 0
                )
            );
        }
    }

    private static IEnumerable<string> Texts(int length) =>
        length == 0 ? [""] : Texts(length - 1).SelectMany(text => Alphabet.Append(""), string.Concat);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
