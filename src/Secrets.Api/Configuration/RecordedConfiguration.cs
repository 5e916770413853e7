using Microsoft.Extensions.Primitives;

namespace Secrets.Api.Configuration;

/// <summary>A configuration that records which settings were read, so that misspelled names can be reported.</summary>
internal sealed class RecordedConfiguration(IConfiguration settings) : IConfiguration
{
    private const int MaxReported = 20;
    private const int MaxDistance = 3;

    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    public string? this[string key]
    {
        get
        {
            _read.Add(key);
            return settings[key];
        }
        set => settings[key] = value;
    }

    public IEnumerable<IConfigurationSection> GetChildren() => settings.GetChildren();

    public IChangeToken GetReloadToken() => settings.GetReloadToken();

    public IConfigurationSection GetSection(string key) => settings.GetSection(key);

    /// <summary>Returns a warning for each setting that was not read, in sections of which others were read.</summary>
    public IEnumerable<string> FindUnknown()
    {
        var sections = _read
            .Where(key => key.Contains(':', StringComparison.Ordinal))
            .Select(key => key[..key.IndexOf(':', StringComparison.Ordinal)])
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return sections
            .SelectMany(section => settings.GetSection(section).AsEnumerable())
            .Where(entry => entry.Value is not null && !_read.Contains(entry.Key))
            .Select(entry => Describe(entry.Key))
            .Take(MaxReported);
    }

    private string Describe(string key)
    {
        var nearest = _read.MinBy(known => Distance(known.ToUpperInvariant(), key.ToUpperInvariant()));
        var advice =
            nearest is not null && Distance(nearest.ToUpperInvariant(), key.ToUpperInvariant()) <= MaxDistance
                ? $" Did you mean {NameOf(nearest)}?"
                : "";
        return $"{NameOf(key)} is not a setting of this program and is ignored.{advice}";
    }

    private static string NameOf(string key) =>
        string.Concat(key.Replace(":", "__", StringComparison.Ordinal).Select(c => char.IsControl(c) ? '?' : c).Take(100));

    // The Levenshtein distance.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                left = Math.Min(Math.Min(row[j] + 1, left + 1), diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], left);
            }
        }

        return row[^1];
    }
}
