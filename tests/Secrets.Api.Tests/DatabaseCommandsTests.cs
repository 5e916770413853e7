using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.Verb;

namespace Secrets.Api.Tests;

/// <summary>Only the start of the service creates a database and its key ring; only that and <c>database migrate</c> change the schema.</summary>
public sealed class DatabaseCommandsTests
{
    private const int Latest = 7;

    [Theory]
    [OnBothDatabases("export")]
    [OnBothDatabases("keys", "list")]
    [OnBothDatabases("keys", "create", "--scopes", "secrets:list")]
    [OnBothDatabases("keyring", "add")]
    [OnBothDatabases("audit", "checkpoint", "--out", "/proc/none")]
    [OnBothDatabases("run", "--", "true")]
    [OnBothDatabases("doctor")]
    public async Task A_command_on_a_database_that_no_service_has_created_says_so_and_creates_nothing(
        StorageProvider provider,
        params string[] command
    )
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var (exitCode, output, errors) = await RunAsync(database, command);

        Assert.Equal(1, exitCode);
        Assert.Contains(
            provider == StorageProvider.Sqlite ? $"the database file '{database.Folder}/secrets.db' does not exist" : "has no schema",
            output + errors,
            StringComparison.Ordinal
        );
        Assert.Contains("ConnectionStrings__Secrets", output + errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(database.Folder));
        Assert.True(
            provider == StorageProvider.Sqlite
                || await database.ScalarAsync<long>("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        );
    }

    [Fact]
    public async Task A_migration_does_not_create_a_database_file()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);

        var (exitCode, _, errors) = await RunAsync(database, "database", "migrate");

        Assert.Equal(1, exitCode);
        Assert.StartsWith(
            $"ConnectionStrings__Secrets: the database file '{database.Folder}/secrets.db' does not exist.",
            errors,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(database.Folder));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_database_with_a_schema_and_nothing_else_is_not_used_by_commands(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        if (provider == StorageProvider.Sqlite)
        {
            await File.WriteAllBytesAsync(Path.Combine(database.Folder, "secrets.db"), []);
        }

        var migrated = await RunAsync(database, "database", "migrate");
        var listed = await RunAsync(database, "keys", "list");

        Assert.Equal((0, $"Migrated the schema from 0 to {Latest}.\n"), (migrated.ExitCode, migrated.Output));
        Assert.Equal((1, ""), (listed.ExitCode, listed.Output));
        Assert.StartsWith("ConnectionStrings__Secrets: the database is empty", listed.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(database.KeyRingPath));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Commands_refuse_an_older_schema_until_it_is_migrated_by_a_command_of_its_own(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await CreateSchemaAsync(database, 6);
        await StoredFormatsTests.RestoreAsync(database);

        foreach (string[] command in new[] { ["audit", "checkpoint", "--out", "/proc/none"], ["export"], new[] { "doctor" } })
        {
            var refused = await RunAsync(database, command);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(
                $"the database has schema 6, and this program is for {Latest}",
                refused.Output + refused.Errors,
                StringComparison.Ordinal
            );
            Assert.Contains("`database migrate`", refused.Output + refused.Errors, StringComparison.Ordinal);
            Assert.Equal(6, await database.ScalarAsync<long>("SELECT max(number) FROM schema_migrations"));
        }

        var first = await RunAsync(database, "database", "migrate");
        var second = await RunAsync(database, "database", "migrate");
        var exported = await RunAsync(database, "export");

        Assert.Equal((0, $"Migrated the schema from 6 to {Latest}.\n"), (first.ExitCode, first.Output));
        Assert.Equal((0, $"The schema is {Latest} already.\n"), (second.ExitCode, second.Output));
        Assert.Equal(0, exported.ExitCode);
        Assert.Contains("the second value", exported.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases("keys", "list")]
    [OnBothDatabases("doctor")]
    [OnBothDatabases("database", "migrate")]
    public async Task Commands_refuse_a_newer_schema(StorageProvider provider, params string[] command)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await CreateSchemaAsync(database, Latest);
        await database.ExecuteAsync("INSERT INTO schema_migrations (number, name, applied_at) VALUES (99, 'later', 0)");

        var (exitCode, output, errors) = await RunAsync(database, command);

        Assert.Equal(1, exitCode);
        Assert.Contains(
            $"the database has schema 99, which is newer than this program's {Latest}",
            output + errors,
            StringComparison.Ordinal
        );
    }

    // As a program whose last schema that was leaves it.
    private static async Task CreateSchemaAsync(TestDatabase database, int schema)
    {
        var assembly = typeof(StorageProvider).Assembly;
        var folder = $"Secrets.Infrastructure.Persistence.{database.Provider}.Migrations.";
        if (database.Provider == StorageProvider.Sqlite)
        {
            await File.WriteAllBytesAsync(Path.Combine(database.Folder, "secrets.db"), []);
        }

        await database.ExecuteAsync(
            "CREATE TABLE schema_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)"
        );
        foreach (
            var script in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Take(schema)
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(script)!);
            await database.ExecuteAsync(await reader.ReadToEndAsync());
            var name = script[folder.Length..^".sql".Length];
            await database.ExecuteAsync($"INSERT INTO schema_migrations (number, name, applied_at) VALUES ({name[..4]}, '{name}', 0)");
        }
    }
}
