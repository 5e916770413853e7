using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Secrets.Api.Cli;
using Secrets.Api.Configuration;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The table of docs/configuration.md against the code.</summary>
public sealed partial class ConfigurationDocumentTests
{
    // Settings with which the code reads others.
    private static readonly Dictionary<string, string?> Leading = new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:4317",
        ["Logging:LogLevel:CATEGORY"] = "Information",
        ["Kestrel:Endpoints:NAME:Url"] = "http://127.0.0.1:8080",
        ["Kestrel:Endpoints:NAME:Certificate:Path"] = "/proc/none",
        ["Kestrel:Certificates:Default:Path"] = "/proc/none",
    };

    [Fact]
    public void The_table_has_the_settings_that_the_code_reads_and_no_others()
    {
        var read = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Read([], read);

        // The certificates do not exist.
        Assert.Throws<SettingException>(() => Read(Leading, read));
        var names = read.Where(key => !read.Any(other => other.StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase)))
            .Select(NameOf)
            .Concat(NamesInSource())
            .Append(RemoteService.KeyVariable);

        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), Table().Select(row => row.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Numbers_are_accepted_within_their_range_only()
    {
        var rows = Table().Select(row => (row.Name, Range: Range().Match(row.Range))).Where(row => row.Range.Success).ToList();
        Assert.NotEmpty(rows);

        foreach (var (name, range) in rows)
        {
            var (least, most) = (Number(range.Groups[1]), Number(range.Groups[2]));
            Assert.NotEqual(Text((name, least)), Text((name, most)));
            foreach (var refused in new[] { least - 1, most + 1 })
            {
                var refusal = Assert.Throws<SettingException>(() => Text((name, refused)));
                Assert.StartsWith($"{name}: ", refusal.Message, StringComparison.Ordinal);
            }
        }

        static string Text((string Name, long Value) setting) =>
            $"{Read(new() { [KeyOf(setting.Name)] = setting.Value.ToString(CultureInfo.InvariantCulture) }, [])}";
    }

    [Fact]
    public void Without_a_setting_its_default_holds()
    {
        var defaults = Table()
            .Where(row =>
                row.Default is ['`' or (>= '0' and <= '9'), ..]
                && row.Name.Contains("__", StringComparison.Ordinal)
                && !row.Default.Contains(' ', StringComparison.Ordinal)
            )
            .ToDictionary(row => KeyOf(row.Name), row => (string?)row.Default.Trim('`'));
        Assert.NotEmpty(defaults);

        Assert.Equal($"{Read([], [])}", $"{Read(defaults, [])}");
    }

    private static ServiceSettings Read(Dictionary<string, string?> settings, HashSet<string> read) =>
        ServiceSettings.Read(new RecordingConfiguration(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), "", read));

    private static IEnumerable<(string Name, string Default, string Range)> Table() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Trim('`'), cells[2], cells[3]));

    private static IEnumerable<string> NamesInSource() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => NameInSource().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value);

    // The web server's own names have no prefix once they are read.
    private static string NameOf(string key) =>
        key.Any(char.IsUpper) ? key.Replace(":", "__", StringComparison.Ordinal) : $"ASPNETCORE_{key.ToUpperInvariant()}";

    private static string KeyOf(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    private static long Number(Group digits) => long.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9]+) to ([0-9]+)$")]
    private static partial Regex Range();

    [GeneratedRegex("""(?:GetEnvironmentVariable\(|[cC]onfiguration\[)"([A-Z_]+)"[)\]]""")]
    private static partial Regex NameInSource();
}
