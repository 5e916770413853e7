using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.Verb;

namespace Secrets.Api.Tests;

public sealed class StoredFormatsTests
{
    private const string Token = "csk_wugrp2Ga8pttIhx0bZfZ0nUzgXhBewZBfya6V7AuwNH4dakk6";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Stored");

    [Theory]
    [OnBothDatabases]
    public async Task What_an_earlier_program_stored_is_read(StorageProvider provider)
    {
        await using var first = await RunningService.StartAsync(provider);
        await first.StopAsync();
        await RestoreAsync(first.Database);

        await using var service = await first.ReplicaAsync(TimeProvider.System);

        (await service.RevealAsync("GITHUB_TOKEN")).IsValue("the second value");
        (await service.RevealAsync("GITHUB_TOKEN", version: 1)).IsValue("the first value");
        (await service.SendAsync("GET", "/api/secrets/NPM_TOKEN/value", key: Token)).IsValue("the value of alice");
        var verified = await RunAsync(service, "audit", "verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_name_that_looks_like_one_that_an_earlier_program_stored_is_said_so(StorageProvider provider)
    {
        await using var first = await RunningService.StartAsync(provider);
        await first.StopAsync();
        await RestoreAsync(first.Database);

        var replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => first.ReplicaAsync(TimeProvider.System)));
        foreach (var replica in replicas)
        {
            await replica.Log.WaitForAsync("The names of secrets are folded");
        }

        Assert.Contains(
            "name-differs-only-in-case",
            (await replicas[0].CreateAsync("Github_Token", "ghp_0123456789abcdef")).Headers,
            StringComparison.Ordinal
        );
        Assert.Equal(0, await first.Database.ScalarAsync<long>("SELECT count(*) FROM secrets WHERE folded_name IS NULL"));
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    /// <summary>Replaces what a database holds by what a program of schema 6 stored.</summary>
    internal static async Task RestoreAsync(TestDatabase database)
    {
        File.Copy(Path.Combine(Folder, "keyring.json"), database.KeyRingPath, overwrite: true);
        foreach (
            var table in new[]
            {
                "audit_marks",
                "audit_seals",
                "audit_events",
                "secret_versions",
                "secrets",
                "api_keys",
                "owner_keys",
                "owners",
                "system_keys",
                "ring_keys",
                "installation",
            }
        )
        {
            await database.ExecuteAsync($"DELETE FROM {table}");
        }

        var sql = await File.ReadAllTextAsync(Path.Combine(Folder, "schema-6.sql"));
        await database.ExecuteAsync(
            database.Provider == StorageProvider.Sqlite
                ? sql.Replace("U'", "X'", StringComparison.Ordinal)
                : $@"{sql.Replace("U'", "uuid '", StringComparison.Ordinal).Replace("X'", @"bytea '\x", StringComparison.Ordinal)} SELECT setval('audit_position', 6)"
        );
    }
}
