using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Secrets.Api.Tests;

/// <summary>A configuration that records the keys that are read from it and its sections.</summary>
internal sealed class RecordingConfiguration(IConfiguration inner, string path, HashSet<string> read) : IConfigurationSection
{
    public string Key => Path[(Path.LastIndexOf(':') + 1)..];

    public string Path { get; } = path;

    public string? Value
    {
        get
        {
            read.Add(Path);
            return (inner as IConfigurationSection)?.Value;
        }
        set => throw new NotSupportedException();
    }

    public string? this[string key]
    {
        get
        {
            read.Add(PathOf(key));
            return inner[key];
        }
        set => throw new NotSupportedException();
    }

    public IConfigurationSection GetSection(string key) => new RecordingConfiguration(inner.GetSection(key), PathOf(key), read);

    public IEnumerable<IConfigurationSection> GetChildren() => inner.GetChildren().Select(child => GetSection(child.Key));

    public IChangeToken GetReloadToken() => inner.GetReloadToken();

    private string PathOf(string key) => Path is "" ? key : $"{Path}:{key}";
}
