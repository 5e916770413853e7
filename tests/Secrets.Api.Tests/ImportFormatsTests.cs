using System.Text;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Imports of JSON and YAML, and the likely mistakes that every import names.</summary>
public sealed class ImportFormatsTests(Services services) : IClassFixture<Services>
{
    private const string Short = "The value is very short: masking it in logs would hide ordinary text.";
    private const string Comment = "The comment after = is the value, as docker compose reads it. Write NAME='' for an empty value.";

    [Theory]
    [OnBothDatabases("application/json", """{"secrets":[{"name":"a b","description":"of json","value":"first value"}]}""")]
    [OnBothDatabases("application/x+json; charset=utf-8", """{"secrets":[{"value":"first value","description":"of json","name":"a b"}]}""")]
    [OnBothDatabases("application/yaml", "secrets:\n- name: a b\n  description: of yaml\n  value: first value\n")]
    [OnBothDatabases("text/x-yaml; charset=utf-8", "secrets: [{name: a b, description: of yaml, value: first value}]")]
    public async Task New_secrets_get_their_description_and_existing_ones_keep_it(StorageProvider provider, string type, string file)
    {
        await using var service = await RunningService.StartAsync(provider);

        (await service.ImportAsync(file, "", type)).IsImport(added: ["a b"], warnings: ["a b name-not-portable"]);
        var described = (await service.ListAsync())["a b"];
        var other = file.Replace("first", "second", StringComparison.Ordinal).Replace(described, "other", StringComparison.Ordinal);
        var replaced = await service.ImportAsync(other, "?on_conflict=replace", type);
        var unchanged = await service.ImportAsync(other, "", type);

        replaced.IsImport(changed: ["a b"], warnings: ["a b description-not-imported"]);
        unchanged.IsImport(unchanged: ["a b"], warnings: ["a b description-not-imported"]);
        Assert.Contains(described, file, StringComparison.Ordinal);
        Assert.Equal(described, (await service.ListAsync())["a b"]);
        (await service.RevealAsync("a b")).IsValue("second value");
        (await service.RevealAsync("a b", 1)).IsValue("first value");
    }

    [Theory]
    [OnBothDatabases("application/json", "json_invalid")]
    [OnBothDatabases("application/yaml", "yaml_invalid")]
    public async Task A_file_with_an_invalid_entry_imports_nothing(StorageProvider provider, string type, string code)
    {
        await using var service = await RunningService.StartAsync(provider);
        var name = new string('n', 256);
        var file = $$"""
            {"secrets": [
            {"name": "FIRST", "value": "x"},
            {"name": "", "value": "x"},
            {"name": "..", "value": "x"},
            {"name": "bell\u0007", "value": "x"},
            {"name": "{{name}}", "value": "x"},
            {"name": "rtl\u202Eext", "value": "x"},
            {"name": "D", "description": "a\u0000b", "value": "x"},
            {"name": "E", "description": "{{new string('d', 4097)}}", "value": "x"},
            {"name": "F", "value": "{{new string('v', 65_537)}}"},
            {"name": "G"}]}
            """;

        var refused = await service.ImportAsync(file, "", type);
        var tried = await service.ImportAsync(file, "?dry_run=true", type);

        refused.IsInvalid([.. Enumerable.Repeat($"body.line {code}", 9)]);
        Assert.Equal(
            Enumerable.Range(3, 9),
            refused.Json.GetProperty("detail").EnumerateArray().Select(entry => entry.GetProperty("loc")[2].GetInt32())
        );
        Assert.Equal(9, tried.Json.GetProperty("invalid").GetArrayLength());
        Assert.Equal(["FIRST"], tried.Json.GetProperty("added").EnumerateArray().Select(added => added.GetString()));
        Assert.Empty(await service.ListAsync());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Documents_obey_the_limits_of_imports(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var entries = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $$"""{"name":"N{{i}}","value":""}"""));

        foreach (var type in new[] { "application/json", "application/yaml" })
        {
            (await service.ImportAsync($$"""{"secrets":[{{entries}}]}""", "", type)).IsInvalid("body.file too_long");
            Assert.Equal(413, (await service.ImportAsync(new string('\n', (1024 * 1024) + 1), "", type)).Status);
            Assert.Equal(422, (await service.ImportAsync("A=1", "", type)).Status);
        }
    }

    [Theory]
    [OnBothDatabases("?dry_run=true")]
    [OnBothDatabases("")]
    public async Task An_import_names_likely_mistakes_as_single_requests_do(StorageProvider provider, string query)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("STORED", "a long value");
        await service.CreateAsync("SAME", "same");

        var response = await service.ImportAsync(
            "IS_TRUE=true\nPASSWORD=changeme\nPADDED=' a long value '\nPEM='a long value\n'\na.b='a long value'\nstored='a long value'\n"
                + "café='a long value'\nNEW='a long value'\nnew='a long value'\nNONE=  # comment\nTWICE='a long value'\n"
                + "TWICE='another value'\nSAME=same\nWIDE='a long value'\nＷＩＤＥ='a long value'\n",
            query
        );

        Assert.Equal(
            [
                "1 IS_TRUE value-short",
                "2 PASSWORD value-common",
                "3 PADDED value-surrounded-by-white-space",
                "4 PEM value-ends-with-newline",
                "6 a.b name-not-portable",
                "7 stored name-differs-only-in-case",
                "8 café name-not-portable",
                "10 new name-differs-only-in-case",
                "11 NONE value-is-comment",
                "13 TWICE name-occurs-twice",
                "16 ＷＩＤＥ name-not-portable",
                "16 ＷＩＤＥ name-looks-like-another",
            ],
            Warnings(response)
        );
        Assert.DoesNotContain("a long value", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases("", "fail")]
    [OnBothDatabases("?on_conflict=skip&dry_run=true", "skip")]
    [OnBothDatabases("?on_conflict=replace&dry_run=true", "replace")]
    [OnBothDatabases("?on_conflict=fail&dry_run=true", "fail")]
    public async Task Values_that_would_be_stored_are_warned_of(StorageProvider provider, string query, string policy)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("a.b", "a long value");

        var response = await service.ImportAsync("a.b=short\n", query);

        Assert.Equal(query.Length == 0 ? 400 : 200, response.Status);
        if (query.Length > 0)
        {
            Assert.Equal(policy == "skip" ? [] : ["1 a.b value-short"], Warnings(response));
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_that_may_not_list_secrets_cannot_guess_descriptions(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("GUESSED", "a long value", "described");
        var key = await service.CreateKeyAsync(owner: null, "secrets:write");

        foreach (var guess in new[] { "described", "other" })
        {
            var file = Encoding.UTF8.GetBytes($$"""{"secrets":[{"name":"GUESSED","description":"{{guess}}","value":"another value"}]}""");
            var response = await service.SendAsync("POST", "/api/import?dry_run=true", file, "application/json", key);
            response.IsImport(changed: ["GUESSED"], dryRun: true);
        }
    }

    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    [Trait("Category", "Slow")]
    public async Task Commands_take_every_format_and_warn_on_standard_error(StorageProvider provider, bool remote)
    {
        await using var service = await RunningService.StartAsync(provider);
        string[] source = remote ? ["--url", service.BaseAddress.ToString()] : [];
        var folder = service.Database.Folder;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.env"), "IS_TRUE=true\nNONE=   # comment\n", Encoding.Unicode);
        var exports = new List<(string Format, string Output)>();

        var tried = await RunAsync(service, service.Key, ["import", "--dry-run", "a.env", .. source]);
        var imported = await RunAsync(service, service.Key, ["import", "--json", "a.env", .. source]);
        await service.CreateAsync("with space", "it's `date`", "described");
        foreach (var format in new[] { "env", "shell", "docker", "json", "yaml" })
        {
            var (exitCode, output, _) = await RunAsync(service, service.Key, ["export", "--format", format, .. source]);
            Assert.Equal((0, (await service.SendAsync("GET", $"/api/export?format={format}")).Body), (exitCode, output));
            exports.Add((format, output));
        }

        Assert.Equal(
            (0, "added      IS_TRUE\nadded      NONE\n", $"Warning: line 1, IS_TRUE: {Short}\nWarning: line 2, NONE: {Comment}\n"),
            tried
        );
        Assert.Equal((0, ""), (imported.ExitCode, imported.Errors));
        Assert.Contains("\"type\":\"value-is-comment\"", imported.Output, StringComparison.Ordinal);
        foreach (var (format, output) in exports.Where(export => export.Format is "json" or "yaml"))
        {
            await service.DeleteAsync("with space");
            await File.WriteAllTextAsync(Path.Combine(folder, $"b.{format}"), output);
            var again = format == "json"
                ? await RunAsync(service, service.Key, ["import", "b.json", .. source])
                : await RunAsync(service, service.Key, ["import", "--format", "yaml", "-", .. source], output);
            Assert.Equal((0, "added      with space\nunchanged  IS_TRUE\nunchanged  NONE\n"), (again.ExitCode, again.Output));
            Assert.Equal("described", (await service.ListAsync())["with space"]);
        }

        var run = await RunAsync(service, service.Key, ["run", .. source, "--", "env", "-0"]);
        Assert.Contains("with space=it's `date`", run.Output.Split('\0'));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task An_export_says_how_many_secrets_its_format_cannot_hold()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        await service.CreateAsync("PEM", "a\nb");

        var result = await RunAsync(service, "export", "--format", "docker");

        Assert.Equal((0, "# not exported, since docker run --env-file cannot hold it: PEM\n"), (result.ExitCode, result.Output));
        Assert.Contains("1 secrets were not exported", result.Errors, StringComparison.Ordinal);
        var unknown = await RunAsync(service, "export", "--format", "xml");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("xml", unknown.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Warnings(ServiceResponse response) =>
        response
            .Json.GetProperty("warnings")
            .EnumerateArray()
            .Select(warning => $"{warning.GetProperty("line")} {warning.GetProperty("name")} {warning.GetProperty("type")}");
}
