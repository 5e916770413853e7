using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.KeyRing;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

[Trait("Category", "Slow")]
public sealed class StatusCommandTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases]
    public async Task Status_shows_the_service_and_what_it_keeps(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        (string, string) address = ("ASPNETCORE_URLS", $"{service.BaseAddress}");
        await service.CreateAsync("STATUS", "a value that is not shown");
        await service.Services.GetRequiredService<Replica>().FollowAsync(CancellationToken.None);
        await RunAsync(service, "keys", "create", "--name", "ending", "--scopes", "secrets:list", "--expires", "7d");
        await RunAsync(service, "keys", "create", "--name", "lasting", "--scopes", "secrets:list", "--expires", "90d");

        var result = await RunAsync(service.Database, ["status", "--json"], address);
        var shown = await RunAsync(service.Database, ["status"], address);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var status = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal($"{service.BaseAddress}", status.GetProperty("service").GetProperty("url").GetString());
        AssertReady(status.GetProperty("service").GetProperty("fault").GetString());
        Assert.Equal($"{provider}", status.GetProperty("database").GetProperty("provider").GetString());
        Assert.True(status.GetProperty("database").GetProperty("size_bytes").GetInt64() > 0);
        Assert.True(Assert.Single(status.GetProperty("key_ring").EnumerateArray()).GetProperty("is_active").GetBoolean());
        Assert.NotEmpty(status.GetProperty("replicas").EnumerateArray());
        Assert.Equal("ending", Assert.Single(status.GetProperty("ending_api_keys").EnumerateArray()).GetProperty("name").GetString());
        var secrets = status.GetProperty("secrets");
        Assert.Equal(1, secrets.GetProperty("count").GetInt64());
        Assert.Equal(1, secrets.GetProperty("changes_of_last_day").GetInt64());
        Assert.True(secrets.GetProperty("has_all_changes").GetBoolean());

        Assert.Equal(0, shown.ExitCode);
        Assert.Equal(
            ["service", "database", "schema", "key ring", "replicas", "audit", "proof", "API keys", "secrets"],
            shown.Output.TrimEnd().Split('\n').Select(line => line[7..15].TrimEnd())
        );
        Assert.Contains("WARN   API keys  1 end within 14 days: ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("1 changes in the last day: default 1\n", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("lasting", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("password", result.Output + shown.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Status_works_without_a_service_and_fails_without_a_database()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        (string, string) nowhere = ("ASPNETCORE_URLS", "http://127.0.0.1:9");
        var missing = await RunAsync(database, ["status"], nowhere);
        await using (await ServiceProcess.StartAsync(database)) { }

        // The service was killed, and would count as running for a minute.
        await database.ExecuteAsync("DELETE FROM replicas");
        var stopped = await RunAsync(database, ["status"], nowhere);

        Assert.Equal((1, ""), (missing.ExitCode, missing.Output));
        Assert.Equal(0, stopped.ExitCode);
        Assert.Contains("WARN   service   not ready: http://127.0.0.1:9/ready", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("WARN   replicas  no service runs\n", stopped.Output, StringComparison.Ordinal);
    }

    // On a busy machine the service may not respond within two seconds.
    private static void AssertReady(string? fault) =>
        Assert.True(fault?.EndsWith("does not respond in time", StringComparison.Ordinal) ?? true, fault);
}
