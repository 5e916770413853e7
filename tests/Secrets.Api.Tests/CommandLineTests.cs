using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Commands of the program beside a running service.</summary>
[Trait("Category", "Slow")]
public sealed class CommandLineTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task A_key_created_on_the_command_line_works_until_it_is_revoked_there(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var created = await RunAsync(
            service,
            "keys",
            "create",
            "--owner",
            "alice",
            "--scopes",
            "secrets:list,secrets:reveal",
            "--expires",
            "90d"
        );

        Assert.Equal(0, created.ExitCode);
        var token = created.Output.TrimEnd('\n');
        Assert.True(ApiKeyToken.IsWellFormed(token));
        Assert.DoesNotContain(token, created.Errors, StringComparison.Ordinal);
        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(200, """{"custom_secrets":[]}""");

        var list = await RunAsync(service, "keys", "list", "--owner", "alice", "--json");
        var key = Assert.Single(JsonDocument.Parse(list.Output).RootElement.GetProperty("keys").EnumerateArray());
        Assert.InRange(
            key.GetProperty("expires_at").GetDateTimeOffset() - DateTimeOffset.UtcNow,
            TimeSpan.FromDays(89),
            TimeSpan.FromDays(90)
        );
        var id = key.GetProperty("id").GetString()!;
        Assert.Contains(id, (await RunAsync(service, "keys", "list", "--owner", "alice")).Output, StringComparison.Ordinal);

        var rotated = await RunAsync(service, "keys", "rotate", id, "--owner", "alice", "--overlap", "1h", "--json");
        Assert.True(ApiKeyToken.IsWellFormed(JsonDocument.Parse(rotated.Output).RootElement.GetProperty("token").GetString()));

        var revoked = await RunAsync(service, "keys", "revoke", id, "--owner", "alice");
        Assert.Equal((0, ""), (revoked.ExitCode, revoked.Output));
        Assert.Equal(3, (await RunAsync(service, "keys", "revoke", id)).ExitCode);

        var owners = await RunAsync(service, "owners", "list", "--json");
        var names = JsonDocument
            .Parse(owners.Output)
            .RootElement.GetProperty("owners")
            .EnumerateArray()
            .Select(owner => owner.GetProperty("name").GetString())
            .ToList();
        Assert.Contains("alice", names);
        Assert.Contains("default", names);
    }

    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task A_file_is_imported_exported_and_passed_to_a_program(StorageProvider provider, bool remote)
    {
        var service = await services.OnAsync(provider);
        var key = await service.CreateKeyAsync(remote ? "remote" : "local", "secrets:write", "secrets:reveal");
        string[] source = remote ? ["--url", service.BaseAddress.ToString()] : ["--owner", "local"];
        var file = Path.Combine(service.Database.Folder, $"{remote}.env");
        await File.WriteAllTextAsync(file, "A=value_one\nPEM='line 1\nline 2'\n");

        var dryRun = await RunAsync(service, key, ["import", "--dry-run", file, .. source]);
        var imported = await RunAsync(service, key, ["import", file, .. source]);
        await File.WriteAllTextAsync(file, "A=value_two\nPEM='line 1\nline 2'\nNEW=a_new_value\n");
        var refused = await RunAsync(service, key, ["import", file, .. source]);
        var replaced = await RunAsync(service, key, ["import", "--on-conflict", "replace", "--json", file, .. source]);
        var exported = await RunAsync(service, key, ["export", .. source]);

        Assert.Equal((0, "added      A\nadded      PEM\n"), (dryRun.ExitCode, dryRun.Output));
        Assert.Equal((0, dryRun.Output), (imported.ExitCode, imported.Output));
        Assert.Equal((4, ""), (refused.ExitCode, refused.Output));
        Assert.Matches(@"\bA\b", refused.Errors);
        Assert.Equal(
            """{"dry_run":false,"added":["NEW"],"changed":["A"],"unchanged":["PEM"],"skipped":[],"warnings":[],"invalid":[]}""",
            replaced.Output.TrimEnd()
        );
        Assert.Equal((0, "A=value_two\nPEM=\"line 1\nline 2\"\nNEW=a_new_value\n"), (exported.ExitCode, exported.Output));

        var program = await RunAsync(
            service,
            key,
            ["run", .. source, "--", "sh", "-c", "printf '%s|%s|%s|%s' \"$A\" \"$PEM\" \"${NEW-unset}\" \"$SECRETS_API_KEY\"; exit 7"]
        );
        Assert.Equal((7, "value_two|line 1\nline 2|a_new_value|"), (program.ExitCode, program.Output));
    }

    [Fact]
    public async Task Run_passes_signals_to_the_program_and_returns_its_exit_code()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        using var process = Start(
            service,
            key: null,
            ["run", "--", "sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.1; done"]
        );
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());

        await ProgramProcess.SignalAsync(process, "TERM");
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(9, process.ExitCode);
        Assert.Equal(128 + 13, (await RunAsync(service, "run", "--", "sh", "-c", "kill -PIPE $$")).ExitCode);
        Assert.Equal(127, (await RunAsync(service, "run", "--", "no-such-program-anywhere")).ExitCode);
        Assert.Equal(126, (await RunAsync(service, "run", "--", service.Database.Folder)).ExitCode);
    }

    [Fact]
    public async Task A_command_waiting_for_the_service_ends_on_a_signal()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var process = Start(service, "any-key", ["run", "--url", $"http://{silent.LocalEndpoint}", "--", "echo", "ran"]);
        var errors = process.StandardError.ReadToEndAsync();
        using var connection = await silent.AcceptTcpClientAsync();

        await ProgramProcess.SignalAsync(process, "TERM");
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((128 + 15, "", ""), (process.ExitCode, await process.StandardOutput.ReadToEndAsync(), await errors));
    }

    [Theory]
    [InlineData("text/html", "<html>Please log in</html>")]
    [InlineData("text/plain", "Please log in\n")]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "Please log in")]
    public async Task A_response_of_another_service_is_refused(string type, string body)
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        var file = Path.Combine(service.Database.Folder, "sent.env");
        await File.WriteAllTextAsync(file, "A=1\n");

        foreach (string[] command in new[] { ["run", "--", "echo", "ran"], new[] { "import", file } })
        {
            using var other = new TcpListener(IPAddress.Loopback, 0);
            other.Start();
            var result = RunAsync(service, "any-key", [command[0], "--url", $"http://{other.LocalEndpoint}", .. command[1..]]);
            using var connection = await other.AcceptTcpClientAsync();
            await connection
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}")
                );

            var (exitCode, output, errors) = await result;
            Assert.Equal((4, ""), (exitCode, output));
            Assert.Contains("the response is not from this service", errors, StringComparison.Ordinal);
            Assert.Single(errors.TrimEnd().Split('\n'));
        }
    }

    [Theory]
    [InlineData(1, "cannot be reached", "http://127.0.0.1:1", "any-key")]
    [InlineData(4, "401: Unauthorized", null, "wrong-key")]
    [InlineData(2, "SECRETS_API_KEY", null, null)]
    public async Task If_the_service_cannot_be_used_run_reports_why_and_does_not_start_the_program(
        int exitCode,
        string reason,
        string? url,
        string? key
    )
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var result = await RunAsync(service, key, ["run", "--url", url ?? service.BaseAddress.ToString(), "--", "echo", "ran"]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(reason, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData(2, "Input should be 'secrets:list'", "keys", "create", "--scopes", "secrets:list,secrets:all")]
    [InlineData(2, "--scopes", "keys", "create")]
    [InlineData(2, "--expires", "keys", "create", "--scopes", "secrets:list", "--expires", "soon")]
    [InlineData(2, "owner", "keys", "create", "--scopes", "secrets:list", "--owner", "..")]
    [InlineData(2, "kyes", "kyes")]
    [InlineData(2, "x", "keys", "revoke", "x")]
    [InlineData(2, "cannot be combined", "export", "--url", "http://127.0.0.1:1", "--owner", "alice")]
    [InlineData(2, "--url", "export", "--url", "here")]
    [InlineData(2, "command", "run")]
    [InlineData(2, "none.env", "import", "none.env")]
    [InlineData(2, "empty", "import", "")]
    [InlineData(2, "often", "import", "--on-conflict", "often", "-")]
    [InlineData(3, "nobody", "export", "--owner", "nobody")]
    [InlineData(3, "nobody", "run", "--owner", "nobody", "--", "true")]
    [InlineData(3, "nobody", "keys", "list", "--owner", "nobody")]
    public async Task A_wrong_command_line_is_reported_on_standard_error(int exitCode, string named, params string[] arguments)
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var result = await RunAsync(service, arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "ready", "http_ports")]
    [InlineData(0, "ready", "urls")]
    [InlineData(0, "ready", "--url")]
    [InlineData(1, "responds with 503", "stopping")]
    [InlineData(1, "does not respond", "http://127.0.0.1:1")]
    [InlineData(1, "ASPNETCORE_URLS", "nowhere")]
    public async Task Health_prints_one_line_about_readiness(int exitCode, string expected, string where)
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        if (where == "stopping")
        {
            service.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }

        var urls = where switch
        {
            "urls" => $"https://*:1;http://+:{service.BaseAddress.Port}",
            "http_ports" or "--url" => "",
            "stopping" => $"{service.BaseAddress}",
            _ => where,
        };
        var result = await RunAsync(
            service.Database,
            where == "--url" ? ["health", "--url", $"{service.BaseAddress}"] : ["health"],
            ("Storage__Provider", "not used by this command"),
            ("ASPNETCORE_URLS", urls),
            ("ASPNETCORE_HTTP_PORTS", where == "http_ports" ? $"{service.BaseAddress.Port}" : "1")
        );

        var (line, other) = exitCode == 0 ? (result.Output, result.Errors) : (result.Errors, result.Output);
        Assert.Equal((exitCode, ""), (result.ExitCode, other));
        Assert.Contains(expected, Assert.Single(line.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
