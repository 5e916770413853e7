using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Secrets.Application.SecretFiles;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using YamlDotNet.Serialization;

namespace Secrets.Api.Tests;

/// <summary>Each format of an export is read back by the program that it is for.</summary>
public sealed class ExportFormatsTests(Services services) : IClassFixture<Services>
{
    private const string Pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA+/\nc2VjcmV0==\n-----END PRIVATE KEY-----\n";

    // Prints nothing if Python has no package yaml.
    private const string PythonYaml = """
        import json, sys
        try:
            import yaml
        except ImportError:
            sys.exit()
        secrets = yaml.safe_load(open("exported.yaml", encoding="utf-8"))["secrets"]
        print(json.dumps({secret["name"]: secret["value"] for secret in secrets}))
        """;

    /// <summary>Values that some format takes for something else.</summary>
    private static readonly string[] Nasty =
    [
        "",
        " ",
        "  both ends\t ",
        "it's `touch hit` $(touch hit) ${HOME} \"$HOME\" \\",
        "'; touch hit; '",
        "'\n touch hit\n'",
        "'\\''",
        "# comment",
        " # comment",
        "a: b",
        "- a",
        "yes",
        "null",
        "~",
        "1e3",
        "0123",
        "2001-12-14",
        "*a &b !c %d @e",
        "{a: [b]}",
        "<<",
        "---\n...\n",
        Pem,
        "\r\n windows \r\n",
        "\r",
        "\t\u0001\u0007\u001b[31m\u007f\u0085\u00a0\u2028\u2029\ufeff\ufffe\uffff\ufffd",
        "🔑 naïve \ud83d\udc69\u200d\ud83d\udcbb",
        "\"\\n\\u0041\\x41\\'",
        "!history !!",
        "A=B\nC=D",
    ];

    private static readonly string[] Nul = ["a\0b"];

    [Theory]
    [OnBothDatabases]
    public async Task Shells_source_an_export_and_run_nothing_in_it(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var values = await FillAsync(service, [.. Nasty, .. Generated(), .. Nul]);
        string[] hostileNames = ["PATH", "LD_PRELOAD", "PROMPT_COMMAND", "RANDOM", "SECONDS", "OPTIND", "PS1", "a b", "$(touch hit)"];
        foreach (var hostile in hostileNames)
        {
            await service.CreateAsync(hostile, "a[$(touch hit)]");
        }

        await service.CreateAsync("`touch hit`;touch hit#\u2028touch hit", "x");
        var exported = await service.SendAsync("GET", "/api/export?format=shell");
        var folder = service.Database.Folder;
        await File.WriteAllTextAsync(Path.Combine(folder, "exported.sh"), exported.Body);

        var held = values.Where(value => !value.Value.Contains('\0')).ToList();
        foreach (var shell in new[] { "sh", "bash", "dash", "zsh", "mksh", "yash" }.Where(IsInstalled))
        {
            var read = await RunAsync(folder, shell, "-c", "set -eu; . ./exported.sh; exec env -0");
            var variables = read.Split('\0').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0]);
            Assert.All(held, pair => Assert.Equal([pair.Value], variables[pair.Key].Select(found => found[1])));
        }

        Assert.False(File.Exists(Path.Combine(folder, "hit")));
        Assert.Equal("text/plain; charset=utf-8", exported.Header("Content-Type"));
        Assert.Equal(values.Count - held.Count + 10, NotExported(exported.Body).Count());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Docker_reads_an_env_file_and_the_secrets_that_it_cannot_hold_are_named(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var long1 = new string('x', 65_000);
        var values = await FillAsync(service, [.. Nasty, .. Generated(), .. Nul, long1, new string('y', 65_536)]);
        foreach (var name in new[] { "a.b-c", "ключ", "a=b", "a b", " a", "#a", "\ufeffa", "a\u00a0b", "a'b\"" })
        {
            values[name] = "text";
            await service.CreateAsync(name, "text");
        }

        var exported = await service.SendAsync("GET", "/api/export?format=docker");

        var read = ReadLikeDocker(exported.Body);
        var left = NotExported(exported.Body).ToList();
        Assert.All(read, pair => Assert.Equal(values[pair.Key], pair.Value));
        Assert.Equal(values.Keys.Order(StringComparer.Ordinal), read.Keys.Concat(left).Order(StringComparer.Ordinal));
        Assert.Equal(
            values
                .Where(pair =>
                    pair.Value.Contains('\n')
                    || pair.Value.Contains('\0')
                    || pair.Value.EndsWith('\r')
                    || pair.Value.Length > 65_500
                    || (pair.Value == "text" && pair.Key is "a=b" or "a b" or " a" or "#a" or "\ufeffa" or "a\u00a0b")
                )
                .Select(pair => pair.Key)
                .Order(StringComparer.Ordinal),
            left.Order(StringComparer.Ordinal)
        );
        Assert.Contains(long1, read.Values);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Compose_reads_an_export_back(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var values = await FillAsync(service, [.. Nasty, .. Generated()]);

        using var file = SecretFile.Parse(
            Encoding.UTF8.GetBytes((await service.SendAsync("GET", "/api/export?format=env")).Body),
            ImportFormat.Env
        );

        AssertRead(values, file);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Python_reads_an_export_in_JSON(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var values = await FillAsync(service, [.. Nasty, .. Generated(), .. Nul]);
        await service.CreateAsync("described", "a value", "a \"description\"\n");
        var exported = await service.SendAsync("GET", "/api/export?format=json");
        var file = Path.Combine(service.Database.Folder, "exported.json");
        await File.WriteAllTextAsync(file, exported.Body);

        var read = await RunAsync(
            service.Database.Folder,
            "python3",
            "-c",
            "import json; print(json.dumps({s['name']: s['value'] for s in json.load(open('exported.json', encoding='utf-8'))['secrets']}))"
        );

        values["described"] = "a value";
        Assert.Equal(values, JsonSerializer.Deserialize<Dictionary<string, string>>(read));
        Assert.Equal("application/json", exported.Header("Content-Type"));
        Assert.Equal(
            """{"name":"described","description":"a \"description\"\n","value":"a value"}""",
            exported.Json.GetProperty("secrets").EnumerateArray().Last().GetRawText()
        );
        await AssertImportsAsync(service, exported.Body, "application/json", values);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Readers_of_YAML_read_an_export_in_YAML(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var values = await FillAsync(service, [.. Nasty, .. Generated(), .. Nul]);
        await service.CreateAsync("described", "a value", "yes");
        values["described"] = "a value";
        var exported = await service.SendAsync("GET", "/api/export?format=yaml");

        var read = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<Dictionary<string, string>>>>(exported.Body);

        Assert.Equal(values, read["secrets"].ToDictionary(secret => secret["name"], secret => secret["value"]));
        Assert.Equal("yes", read["secrets"][^1]["description"]);
        Assert.Equal("application/yaml", exported.Header("Content-Type"));
        await File.WriteAllTextAsync(Path.Combine(service.Database.Folder, "exported.yaml"), exported.Body);
        if (await RunAsync(service.Database.Folder, "python3", "-c", PythonYaml) is { Length: > 0 } python)
        {
            Assert.Equal(values, JsonSerializer.Deserialize<Dictionary<string, string>>(python));
        }

        await AssertImportsAsync(service, exported.Body, "application/yaml", values);
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_owner_without_secrets_has_an_empty_export(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var key = await service.CreateKeyAsync($"empty-{provider}", "secrets:reveal");

        foreach (
            var (format, body) in new[]
            {
                ("env", ""),
                ("shell", ""),
                ("docker", ""),
                ("json", "{\"secrets\":[]}\n"),
                ("yaml", "secrets: []\n"),
            }
        )
        {
            Assert.Equal(body, (await service.SendAsync("GET", $"/api/export?format={format}", key: key)).Body);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Secrets_that_cannot_be_decrypted_are_listed_at_the_end_of_documents(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        foreach (var name in new[] { "A", "B", "C" })
        {
            await service.CreateAsync(name, $"value of {name}");
        }

        await service.Database.ExecuteAsync("UPDATE secrets SET envelope = substr(envelope, 1, 100) WHERE name = 'B'");
        var json = await service.SendAsync("GET", "/api/export?format=json");
        var yaml = await service.SendAsync("GET", "/api/export?format=yaml");

        Assert.Equal(
            """
            {"secrets":[
            {"name":"A","description":null,"value":"value of A"},
            {"name":"C","description":null,"value":"value of C"}
            ],"not_decrypted":["B"]}

            """,
            json.Body
        );
        Assert.Equal(
            """
            secrets:
            - name: "A"
              value: "value of A"
            - name: "C"
              value: "value of C"
            not_decrypted:
            - "B"

            """,
            yaml.Body
        );
        foreach (var (file, type) in new[] { (json.Body, "application/json"), (yaml.Body, "application/yaml") })
        {
            Assert.Equal(200, (await service.ImportAsync(file, "", type)).Status);
        }
    }

    [Theory]
    [OnBothDatabases("xml")]
    [OnBothDatabases("")]
    [OnBothDatabases("1")]
    [OnBothDatabases("env&format=json")]
    public async Task An_unknown_format_is_refused(StorageProvider provider, string format)
    {
        var service = await services.OnAsync(provider);

        var response = await service.SendAsync("GET", $"/api/export?format={format}");

        response.IsInvalid("query.format literal_error");
        Assert.Equal("application/json", response.Header("Content-Type")?.Split(';')[0]);
    }

    private static IEnumerable<string> Generated() =>
        Gen.Elements("'", "\"", "\\", "$", "`", "(", ")", "#", " ", "\n", "\r", "\t", "=", "x", "é", "🔑", ":", "-", "{", "\u2028", "\u0001")
            .ArrayOf()
            .Select(string.Concat)
            .Sample(30, 60)
            .Where(value => value.Length > 0);

    private static async Task<Dictionary<string, string>> FillAsync(RunningService service, IEnumerable<string> values)
    {
        var named = values.Select((value, i) => ($"V{i}", value)).ToDictionary(StringComparer.Ordinal);
        var document = JsonSerializer.Serialize(new { secrets = named.Select(pair => new { name = pair.Key, value = pair.Value }) });
        Assert.Equal(200, (await service.ImportAsync(document, "", "application/json")).Status);
        return named;
    }

    private static async Task AssertImportsAsync(
        RunningService service,
        string document,
        string type,
        Dictionary<string, string> values
    )
    {
        Assert.Equal(values.Count, (await service.ImportAsync(document, "", type)).Json.GetProperty("unchanged").GetArrayLength());
        using var file = SecretFile.Parse(
            Encoding.UTF8.GetBytes(document),
            type == "application/json" ? ImportFormat.Json : ImportFormat.Yaml
        );
        AssertRead(values, file);
    }

    private static void AssertRead(Dictionary<string, string> values, SecretFile file)
    {
        Assert.Empty(file.InvalidLines);
        Assert.Equal(values, file.Entries.ToDictionary(entry => entry.Name, entry => Encoding.UTF8.GetString(entry.Value.AsSpan())));
    }

    private static IEnumerable<string> NotExported(string text) =>
        text.Split('\n')
            .Where(line => line.StartsWith("# not exported, since ", StringComparison.Ordinal))
            .Select(line => line.Split(": ", 2)[1]);

    /// <summary>Reads a file as the package kvfile of docker's command line does.</summary>
    private static Dictionary<string, string> ReadLikeDocker(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var scanned in text.TrimStart('\ufeff').Split('\n'))
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(scanned) + 1, 0, 65_536);
            var line = (scanned.EndsWith('\r') ? scanned[..^1] : scanned).TrimStart();
            if (line.Length > 0 && line[0] != '#')
            {
                var (name, value) = (line.Split('=', 2)[0], line.Split('=', 2)[1]);
                Assert.Equal(-1, name.IndexOfAny([' ', '\t']));
                variables.Add(name, value);
            }
        }

        return variables;
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = ProgramProcess.Start(program, folder, arguments, []);
        process.StandardInput.Close();
        var (exitCode, output, errors) = await ProgramProcess.ExitAsync(process);
        Assert.True(exitCode == 0, $"{program}: {errors}");
        return output;
    }
}
