using System.Globalization;

namespace Secrets.Api.Cli;

/// <summary>Formats values for columns.</summary>
internal static class Cell
{
    private const int MaxItems = 3;

    /// <param name="items">What an API key is restricted to; null for no restriction.</param>
    public static string Of(IReadOnlyList<string>? items) =>
        items is null ? "all"
        : items.Count <= MaxItems ? string.Join(", ", items)
        : $"{string.Join(", ", items.Take(MaxItems))} and {items.Count - MaxItems} more";

    public static string Of(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "-";

    public static string Of(IReadOnlyDictionary<string, string> labels) =>
        string.Join(", ", labels.Select(label => $"{label.Key}={label.Value}"));

    /// <param name="value">The value of a field of a response.</param>
    public static string OfField(object value) =>
        value switch
        {
            DateTimeOffset time => Of(time),
            IReadOnlyDictionary<string, string> labels => Of(labels),
            IEnumerable<string> items => string.Join(", ", items),
            Guid key => OfApiKey(key),
            bool flag => flag ? "yes" : "no",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "-",
        };

    /// <param name="id">The API key of a change; zeros for the command line.</param>
    public static string OfApiKey(Guid id) => id == Guid.Empty ? "command line" : $"{id}";
}
