using System.Buffers;

namespace Secrets.Domain.Secrets;

/// <summary>The labels of a secret, by the order of their keys. Keys and values have the syntax of Kubernetes' labels.</summary>
/// <remarks>The stored form is <c>key=value,key=value</c>. No key and no value can contain either separator.</remarks>
public sealed record SecretLabels
{
    public const int MaxCount = 20;

    /// <summary>The maximum length of a value, and of a key without its prefix.</summary>
    public const int MaxLength = 63;

    /// <summary>The maximum length of the prefix of a key.</summary>
    public const int MaxPrefixLength = 253;

    private static readonly SearchValues<char> Inner = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    private static readonly SearchValues<char> InnerOfDns = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private SecretLabels(string? text) => Text = text;

    public static SecretLabels None { get; } = new(text: null);

    /// <summary>The stored form; null without labels.</summary>
    public string? Text { get; }

    /// <summary>The values by their keys, in the order of the keys.</summary>
    public IReadOnlyDictionary<string, string> Items
    {
        get
        {
            var items = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var label in Text?.Split(',') ?? [])
            {
                var separator = label.IndexOf('=', StringComparison.Ordinal);
                items[label[..Math.Max(0, separator)]] = label[(separator + 1)..];
            }

            return items;
        }
    }

    public static SecretLabels Parse(string? text) => string.IsNullOrEmpty(text) ? None : new SecretLabels(text);

    /// <param name="items">Valid keys and values.</param>
    public static SecretLabels Of(IEnumerable<KeyValuePair<string, string>> items) =>
        Parse(
            string.Join(',', items.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))
        );

    /// <summary>Returns true if there is a label with the key, and with the value if one is given.</summary>
    public bool Have(string key, string? value) => Items.TryGetValue(key, out var found) && (value is null || value == found);

    /// <summary>Returns true for a name, with or without the prefix of a DNS subdomain and a slash.</summary>
    public static bool IsKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0
            ? IsPrefix(key[..slash]) && IsName(key.AsSpan(slash + 1))
            : IsName(key);
    }

    public static bool IsValue(string value) => value is "" || IsName(value);

    private static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && !text.ContainsAnyExcept(Inner);

    private static bool IsPrefix(string text) =>
        text.Length <= MaxPrefixLength
        && text.Split('.').All(part => part is [not '-', ..] and [.., not '-'] && !part.AsSpan().ContainsAnyExcept(InnerOfDns));
}
