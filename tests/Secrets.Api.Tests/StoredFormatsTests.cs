using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

[Trait("Category", "Slow")]
public sealed class StoredFormatsTests
{
    private const string Token = "csk_wugrp2Ga8pttIhx0bZfZ0nUzgXhBewZBfya6V7AuwNH4dakk6";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Stored");

    [Theory]
    [OnBothDatabases]
    public async Task Stored_formats_stay_readable(StorageProvider provider)
    {
        await using var first = await RunningService.StartWithoutStoredKeyAsync(provider);
        await first.StopAsync();
        await RestoreAsync(first.Database);

        await using var service = await first.ReplicaAsync(TimeProvider.System);

        (await service.RevealAsync("GITHUB_TOKEN")).IsValue("the second value");
        (await service.RevealAsync("GITHUB_TOKEN", version: 1)).IsValue("the first value");
        (await service.SendAsync("GET", "/api/secrets/NPM_TOKEN/value", key: Token)).IsValue("the value of alice");
        var verified = await RunAsync(service, "audit", "verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    /// <summary>Replaces the content of a database by rows that an earlier service stored.</summary>
    internal static async Task RestoreAsync(TestDatabase database)
    {
        File.Copy(Path.Combine(Folder, "keyring.json"), database.KeyRingPath, overwrite: true);
        foreach (
            var table in new[]
            {
                "audit_checkpoints",
                "audit_blocks",
                "audit_events",
                "secret_versions",
                "secrets",
                "api_keys",
                "owner_keys",
                "owners",
                "system_keys",
                "root_keys",
                "installation",
            }
        )
        {
            await database.ExecuteAsync($"DELETE FROM {table}");
        }

        var sql = await File.ReadAllTextAsync(Path.Combine(Folder, "rows.sql"));
        await database.ExecuteAsync(
            database.Provider == StorageProvider.Sqlite
                ? sql.Replace("U'", "X'", StringComparison.Ordinal)
                : sql.Replace("U'", "uuid '", StringComparison.Ordinal).Replace("X'", @"bytea '\x", StringComparison.Ordinal)
                    + " SELECT setval('audit_position', 6)"
        );
    }
}
