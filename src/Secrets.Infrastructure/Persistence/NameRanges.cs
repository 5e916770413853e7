using System.Text;
using System.Text.Json.Nodes;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The names that a key reaches as ranges of an index.</summary>
internal static class NameRanges
{
    // Comes before all characters that a name can have, so that a name is alone in the range up to the name with it.
    private const string FirstCharacter = "\u0001";

    private static readonly Rune LastCharacter = new(0x10FFFF);

    /// <summary>Returns a JSON array of pairs: where a range begins, and what comes after it. No name is in two ranges.</summary>
    public static string JsonOf(SecretNames names)
    {
        var prefixes = names.Prefixes.Where(prefix =>
            !names.Prefixes.Any(shorter => shorter.Length < prefix.Length && prefix.StartsWith(shorter, StringComparison.Ordinal))
        );
        var others = names.Names.Where(name => !names.Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        return new JsonArray([
            .. prefixes.Select(prefix => new JsonArray(prefix, EndOf(prefix))),
            .. others.Select(name => new JsonArray(name, name + FirstCharacter)),
        ]).ToJsonString();
    }

    /// <summary>Returns the first text after all names with a prefix, in the order of code points, which is that of UTF-8.</summary>
    private static string EndOf(string prefix)
    {
        var rest = prefix.AsSpan();
        while (!rest.IsEmpty)
        {
            Rune.DecodeLastFromUtf16(rest, out var last, out var length);
            rest = rest[..^length];
            if (last != LastCharacter)
            {
                var next = last.Value + 1;
                return string.Concat(rest, new Rune(Rune.IsValid(next) ? next : 0xE000).ToString());
            }
        }

        // Longer than all names.
        return string.Concat(Enumerable.Repeat(LastCharacter.ToString(), SecretName.MaxLength + 1));
    }
}
