using System.Collections.Frozen;
using Secrets.Domain.Secrets;

namespace Secrets.Domain.ApiKeys;

/// <summary>The names of secrets that an API key reaches: exact names, and prefixes, which end with <c>*</c>.</summary>
public sealed class SecretNames
{
    /// <summary>The maximum number of names and prefixes.</summary>
    public const int MaxItems = 100;

    private const char Wildcard = '*';

    // Names have no control characters.
    private const char Separator = '\n';

    private readonly FrozenSet<string> _names;

    private SecretNames(IEnumerable<string> items)
    {
        Items = [.. items.Distinct(StringComparer.Ordinal)];
        Names = [.. Items.Where(item => !IsPrefix(item))];
        Prefixes = [.. Items.Where(IsPrefix).Select(item => item[..^1])];
        _names = Names.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The names and prefixes as they were given, each once.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>The exact names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The prefixes, without <c>*</c>.</summary>
    public IReadOnlyList<string> Prefixes { get; }

    /// <param name="items">Each is allowed by <see cref="IsAllowed"/>.</param>
    public static SecretNames Of(IEnumerable<string> items) => new(items);

    /// <summary>Returns true for a name that a secret can have, and for a prefix of at least one character and <c>*</c>.</summary>
    public static bool IsAllowed(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Length > 0 && item != "*" && SecretName.IsAllowed(item);
    }

    public bool Include(string name) => _names.Contains(name) || HasPrefixOf(name);

    /// <summary>Returns true if every name that <paramref name="other"/> includes, these include too.</summary>
    public bool Include(SecretNames other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Names.All(Include) && other.Prefixes.All(HasPrefixOf);
    }

    /// <summary>Returns the text of the names and prefixes in the database and in MACs.</summary>
    public string Join() => string.Join(Separator, Items);

    /// <summary>Reverses <see cref="Join"/>. Joining the result of an unchanged text returns the same text.</summary>
    public static SecretNames Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SecretNames(text.Split(Separator));
    }

    private static bool IsPrefix(string item) => item.EndsWith(Wildcard);

    private bool HasPrefixOf(string name)
    {
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
