using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>
/// Commands on databases that do not fit. Only a start of the service creates a database and its key ring.
/// Only a start and <c>database migrate</c> change the schema.
/// </summary>
[Trait("Category", "Slow")]
public sealed class DatabaseCommandsTests
{
    [Theory]
    [OnBothDatabases("export")]
    [OnBothDatabases("keys", "list")]
    [OnBothDatabases("keys", "create", "--scopes", "secrets:list")]
    [OnBothDatabases("keyring", "add")]
    [OnBothDatabases("audit", "checkpoint", "--out", "/proc/none")]
    [OnBothDatabases("run", "--", "true")]
    [OnBothDatabases("doctor")]
    public async Task A_command_on_a_missing_database_fails_and_creates_nothing(StorageProvider provider, params string[] command)
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
    public async Task Commands_refuse_a_database_with_only_a_schema(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        if (provider == StorageProvider.Sqlite)
        {
            await File.WriteAllBytesAsync(Path.Combine(database.Folder, "secrets.db"), []);
        }

        var migrated = await RunAsync(database, "database", "migrate");
        var listed = await RunAsync(database, "keys", "list");

        Assert.Equal((0, $"Migrated the schema from 0 to {Schema.Latest}.\n"), (migrated.ExitCode, migrated.Output));
        Assert.Equal((1, ""), (listed.ExitCode, listed.Output));
        Assert.StartsWith("ConnectionStrings__Secrets: the database is empty", listed.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(database.KeyRingPath));
    }

    [Theory]
    [OnBothDatabases("database", "migrate")]
    [OnBothDatabases("export")]
    [OnBothDatabases("doctor")]
    public async Task A_schema_from_before_the_first_release_is_refused_with_advice(StorageProvider provider, params string[] command)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await CreateSchemaAsync(database);
        await database.ExecuteAsync("UPDATE schema_migrations SET number = number - 7");

        var (exitCode, output, errors) = await RunAsync(database, command);

        Assert.Equal(1, exitCode);
        Assert.Contains($"the database has schema {Schema.Latest - 7}", output + errors, StringComparison.Ordinal);
        Assert.Contains("Export its secrets with that program", output + errors, StringComparison.Ordinal);
        Assert.Equal(Schema.Latest - 7, await database.ScalarAsync<long>("SELECT max(number) FROM schema_migrations"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_schema_that_is_up_to_date_is_not_migrated(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await CreateSchemaAsync(database);

        var migrated = await RunAsync(database, "database", "migrate");

        Assert.Equal((0, $"The schema is already {Schema.Latest}.\n"), (migrated.ExitCode, migrated.Output));
    }

    [Theory]
    [OnBothDatabases("keys", "list")]
    [OnBothDatabases("doctor")]
    [OnBothDatabases("database", "migrate")]
    public async Task Commands_refuse_a_newer_schema(StorageProvider provider, params string[] command)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await CreateSchemaAsync(database);
        await database.ExecuteAsync("INSERT INTO schema_migrations (number, name, applied_at) VALUES (99, 'later', 0)");

        var (exitCode, output, errors) = await RunAsync(database, command);

        Assert.Equal(1, exitCode);
        Assert.Contains(
            $"the database has schema 99, which is newer than this program's {Schema.Latest}",
            output + errors,
            StringComparison.Ordinal
        );
    }

    private static async Task CreateSchemaAsync(TestDatabase database)
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
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(script)!);
            await database.ExecuteAsync(await reader.ReadToEndAsync());
            var name = script[folder.Length..^".sql".Length];
            await database.ExecuteAsync($"INSERT INTO schema_migrations (number, name, applied_at) VALUES ({name[..4]}, '{name}', 0)");
        }
    }
}
