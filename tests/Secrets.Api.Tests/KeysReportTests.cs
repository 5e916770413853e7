using System.Text.Json;
using System.Text.RegularExpressions;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>A leaked API key of an owner, whose use the report shows and whose harm its commands undo.</summary>
[Trait("Category", "Slow")]
public sealed partial class KeysReportTests
{
    private static readonly string SecretsFunction = $"secrets() {{ dotnet '{typeof(Program).Assembly.Location}' \"$@\"; }}";

    private static readonly string[] All = ["secrets:list", "secrets:write", "secrets:reveal", "keys:manage"];

    [Theory]
    [OnBothDatabases]
    public async Task A_report_follows_the_keys_that_a_key_created(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var (leaked, child, grandchild) = await LeakAsync(service);

        var result = await RunAsync(service, "keys", "report", leaked, "--owner", "alice", "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var report = JsonDocument.Parse(result.Output).RootElement;
        var keys = report.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(
            [(leaked, null), (child, leaked), (grandchild, child)],
            keys.Select(key => (key.GetProperty("id").GetString()!, key.GetProperty("created_by").GetString()))
        );
        Assert.All(keys, key => Assert.True(key.GetProperty("is_active").GetBoolean()));
        Assert.Equal("127.0.0.1", keys[0].GetProperty("client_ips")[0].GetProperty("client_ip").GetString());
        Assert.Equal(
            [
                "CHANGED secret.value 2",
                "CREATED secret.create 1",
                "DELETED secret.delete 1",
                "READ secret.reveal 3",
                "READ_TOO secret.reveal 1",
                "it's -odd secret.create 1",
            ],
            report
                .GetProperty("secrets")
                .EnumerateArray()
                .Select(secret => $"{secret.GetProperty("name")} {TextOf(secret.GetProperty("actions"))}")
                .Order(StringComparer.Ordinal)
        );
        var deleted = await service.Database.ScalarAsync<object>("SELECT id FROM deleted_secrets");
        var deletedId = deleted is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)deleted!;
        Assert.Equal(
            new[]
            {
                $"secrets keys revoke --owner alice {leaked}",
                $"secrets keys revoke --owner alice {child}",
                $"secrets keys revoke --owner alice {grandchild}",
                "secrets delete --owner alice CREATED",
                @"secrets delete --owner alice 'it'\''s -odd'",
                "secrets set --owner alice READ",
                "secrets set --owner alice READ_TOO",
                "secrets rollback --owner alice CHANGED 1",
                $"secrets undelete --owner alice --id {deletedId} DELETED",
            }.Order(StringComparer.Ordinal),
            report
                .GetProperty("undo")
                .EnumerateArray()
                .Select(line => line.GetString()!)
                .Where(line => line[0] != '#')
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_commands_of_a_report_undo_what_the_keys_did()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var (leaked, child, grandchild) = await LeakAsync(service);
        var report = await RunAsync(service, "keys", "report", leaked, "--owner", "alice");
        var commands = string.Concat(
            report
                .Output.Split('\n')
                .Where(line => line.StartsWith("secrets ", StringComparison.Ordinal))
                .Select(line => line.StartsWith("secrets set ", StringComparison.Ordinal) ? $"printf new-value | {line}\n" : $"{line}\n")
        );

        using var shell = ProgramProcess.Start(
            "sh",
            service.Database.Folder,
            ["-c", $"set -e\n{SecretsFunction}\n{commands}"],
            service.Database.Settings
        );
        var result = await ProgramProcess.ExitAsync(shell);

        Assert.True(result.ExitCode == 0, result.Errors);
        var exported = await RunAsync(service, "export", "--owner", "alice");
        Assert.Equal(
            ["CHANGED=a value", "DELETED=a value", "READ=new-value", "READ_TOO=new-value", "UNTOUCHED=a value"],
            exported.Output.Replace("'", "", StringComparison.Ordinal).TrimEnd().Split('\n').Order(StringComparer.Ordinal)
        );
        var keys = (await service.SendAsync("GET", "/api/keys?owner=alice")).Json.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(
            new[] { leaked, child, grandchild }.Order(StringComparer.Ordinal),
            keys.Where(key => key.GetProperty("revoked_at").ValueKind != JsonValueKind.Null).Select(IdOf).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_report_on_a_key_of_default_covers_all_owners_that_it_reached()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var leaked = (await service.PostKeyAsync(All)).Json;
        var body = """{"name":"k","scopes":["secrets:write"],"owner":"bob"}"""u8.ToArray();
        var child = (await service.SendAsync("POST", "/api/keys", body, key: TokenOf(leaked))).Json;
        await service.SendAsync("POST", "/api/secrets", """{"name":"OF_BOB","value":"v"}"""u8.ToArray(), key: TokenOf(child));
        await service.SendAsync("DELETE", $"/api/keys/{IdOf(leaked)}");

        var report = await RunAsync(service, "keys", "report", IdOf(leaked));
        var unknown = await RunAsync(service, "keys", "report", $"{Guid.NewGuid()}");

        Assert.Equal((0, 3), (report.ExitCode, unknown.ExitCode));
        Assert.Equal(
            [$"secrets keys revoke --owner bob {IdOf(child)}", "secrets delete --owner bob OF_BOB"],
            report.Output.Split('\n').Where(line => line.StartsWith("secrets ", StringComparison.Ordinal))
        );
        Assert.Matches("OF_BOB +bob +secret.create 1 ", report.Output);
    }

    [Fact]
    public async Task The_lines_of_the_runbook_work_as_printed()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var (leaked, _, grandchild) = await LeakAsync(service);
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"));
        var runbook = document[document.IndexOf("**An API key.**", StringComparison.Ordinal)..];
        runbook = runbook[..runbook.IndexOf("**The database was read**", StringComparison.Ordinal)];
        var lines = string.Concat(ShellBlock().Matches(runbook).Select(block => block.Groups["lines"].Value));
        var script = $"set -e\n{SecretsFunction}\n{ExampleId().Replace(lines, leaked)}";

        using var shell = ProgramProcess.Start("sh", service.Database.Folder, ["-c", script], service.Database.Settings);
        var result = await ProgramProcess.ExitAsync(shell);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains($"Revoked {leaked}.", result.Errors, StringComparison.Ordinal);
        Assert.Contains($"secrets keys revoke --owner alice {grandchild}", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain($"secrets keys revoke --owner alice {leaked}", result.Output, StringComparison.Ordinal);
        Assert.Matches("secret.reveal +3 secrets|secret.reveal +READ version 1", result.Output);
    }

    // The leaked key reads, changes, deletes and creates. Its child and that one's child read.
    private static async Task<(string Leaked, string Child, string Grandchild)> LeakAsync(RunningService service)
    {
        var owner = await service.CreateKeyAsync("alice", All);
        foreach (var name in new[] { "READ", "READ_TOO", "CHANGED", "DELETED", "UNTOUCHED" })
        {
            await SendAsync("POST", "/api/secrets", owner, new { name, value = "a value" });
        }

        var leaked = (await service.PostKeyAsync(All, "alice")).Json;
        var child = (await SendAsync("POST", "/api/keys", TokenOf(leaked), new { name = "child", scopes = All })).Json;
        var grandchild = (await SendAsync("POST", "/api/keys", TokenOf(child), new { name = "grandchild", scopes = All })).Json;
        await SendAsync("GET", "/api/secrets/READ/value", TokenOf(leaked));
        await SendAsync("GET", "/api/secrets/READ/value", TokenOf(leaked));
        await SendAsync("PUT", "/api/secrets/CHANGED/value", TokenOf(leaked), new { value = "theirs" });
        await SendAsync("PUT", "/api/secrets/CHANGED/value", TokenOf(child), new { value = "theirs too" });
        await SendAsync("DELETE", "/api/secrets/DELETED", TokenOf(leaked));
        await SendAsync("POST", "/api/secrets", TokenOf(leaked), new { name = "CREATED", value = "theirs" });
        await SendAsync("POST", "/api/secrets", TokenOf(leaked), new { name = "it's -odd", value = "theirs" });
        await SendAsync("GET", "/api/secrets/READ/value", TokenOf(child));
        await SendAsync("GET", "/api/secrets/READ_TOO/value", TokenOf(grandchild));
        return (IdOf(leaked), IdOf(child), IdOf(grandchild));

        async Task<ServiceResponse> SendAsync(string method, string path, string key, object? body = null)
        {
            var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body);
            var response = await service.SendAsync(method, path, bytes, key: key);
            Assert.True(response.Status == 200, $"{method} {path}: {response.Status} {response.Body}");
            return response;
        }
    }

    private static string TextOf(JsonElement actions) =>
        string.Join(' ', actions.EnumerateArray().Select(action => $"{action.GetProperty("action")} {action.GetProperty("count")}"));

    private static string IdOf(JsonElement key) => key.GetProperty("id").GetString()!;

    private static string TokenOf(JsonElement key) => key.GetProperty("token").GetString()!;

    [GeneratedRegex("^ *```sh\n(?<lines>.*?)^ *```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("01a2012a-c852-737e-8dec-cc961636b540")]
    private static partial Regex ExampleId();
}
