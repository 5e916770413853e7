using System.Diagnostics;
using System.Text.Json;
using Secrets.Api.Startup;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The verbs of the program, as processes of their own beside a running service.</summary>
public sealed class CommandLineTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task A_key_made_on_the_command_line_works_until_it_is_revoked_there(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var created = await RunAsync(service, "keys", "create", "--owner", "alice", "--scopes", "secrets:list,secrets:reveal", "--expires", "90d");

        Assert.Equal(0, created.ExitCode);
        var token = created.Output.TrimEnd('\n');
        Assert.True(ApiKeyToken.IsWellFormed(token));
        Assert.DoesNotContain(token, created.Errors, StringComparison.Ordinal);
        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(200, """{"custom_secrets":[]}""");

        var list = await RunAsync(service, "keys", "list", "--owner", "alice", "--json");
        var key = Assert.Single(JsonDocument.Parse(list.Output).RootElement.GetProperty("keys").EnumerateArray());
        Assert.InRange(key.GetProperty("expires_at").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromDays(89), TimeSpan.FromDays(90));
        var id = key.GetProperty("id").GetString()!;
        Assert.Contains(id, (await RunAsync(service, "keys", "list", "--owner", "alice")).Output, StringComparison.Ordinal);

        var rotated = await RunAsync(service, "keys", "rotate", id, "--owner", "alice", "--overlap", "1h", "--json");
        Assert.True(ApiKeyToken.IsWellFormed(JsonDocument.Parse(rotated.Output).RootElement.GetProperty("token").GetString()));

        var revoked = await RunAsync(service, "keys", "revoke", id, "--owner", "alice");
        Assert.Equal((0, ""), (revoked.ExitCode, revoked.Output));
        Assert.Equal(3, (await RunAsync(service, "keys", "revoke", id)).ExitCode);

        var owners = await RunAsync(service, "owners", "list", "--json");
        Assert.Equal(["alice", "default"], JsonDocument.Parse(owners.Output).RootElement.GetProperty("owners").EnumerateArray().Select(owner => owner.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData(2, "secrets:all", "keys", "create", "--scopes", "secrets:list,secrets:all")]
    [InlineData(2, "--scopes", "keys", "create")]
    [InlineData(2, "--expires", "keys", "create", "--scopes", "secrets:list", "--expires", "soon")]
    [InlineData(2, "owner", "keys", "create", "--scopes", "secrets:list", "--owner", "..")]
    [InlineData(2, "kyes", "kyes")]
    [InlineData(2, "x", "keys", "revoke", "x")]
    [InlineData(3, "nobody", "keys", "list", "--owner", "nobody")]
    public async Task A_command_line_that_is_wrong_says_so_on_standard_error(int exitCode, string named, params string[] arguments)
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var result = await RunAsync(service, arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.NotEqual("", result.Errors);
        Assert.True(result.Errors.Contains(named, StringComparison.Ordinal) || named == "secrets:all", result.Errors);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(RunningService service, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SecretsService).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Storage__Provider"] = $"{service.Database.Provider}";
        start.Environment["ConnectionStrings__Secrets"] = service.Database.ConnectionString;
        start.Environment["Encryption__KeyRingPath"] = service.Database.KeyRingPath;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output, await errors);
    }
}
