using System.Text;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>The commands <c>backup</c> and <c>restore</c>.</summary>
[Trait("Category", "Slow")]
public sealed class BackupCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-backups-").FullName;

    private string Backup => Path.Combine(_folder, "it's a backup.db");

    private string Checkpoint => Path.Combine(_folder, "checkpoint.json");

    [Fact]
    public async Task A_backup_of_a_running_service_is_restored_and_matches_its_checkpoint()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        await service.CreateAsync("A", "kept");
        await service.CreateAsync("B");

        var backedUp = await RunAsync(service, "backup", Backup, "--checkpoint", Checkpoint);
        await service.CreateAsync("C");

        Assert.Equal((0, ""), (backedUp.ExitCode, backedUp.Output));
        Assert.Contains(
            $"schema {Schema.Latest}, to '{Backup}'. Keep it apart from the key ring.",
            backedUp.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal([Checkpoint, Backup], Directory.GetFiles(_folder).Order());
        AssertIsPrivate(Backup);

        await using var other = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        File.Copy(service.Database.KeyRingPath, other.KeyRingPath);
        var restored = await RunAsync(other, "restore", Backup);

        Assert.True(restored.ExitCode == 0, restored.Errors);
        Assert.Equal([other.KeyRingPath, DatabaseOf(other)], Directory.GetFiles(other.Folder).Order());
        AssertIsPrivate(DatabaseOf(other));
        Assert.Equal("A=kept\nB=v\n", (await RunAsync(other, "export")).Output);
        Assert.Equal(0, (await RunAsync(other, "audit", "verify", "--checkpoint", Checkpoint)).ExitCode);
        Assert.Equal(0, (await RunAsync(other, "doctor")).ExitCode);
    }

    [Fact]
    public async Task A_backup_has_no_erased_data()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        await service.Database.ExecuteAsync(
            """
            PRAGMA secure_delete = OFF;
            CREATE TABLE erased (text TEXT);
            INSERT INTO erased VALUES ('canary-of-a-deleted-row');
            DELETE FROM erased;
            """
        );

        Assert.Equal(0, (await RunAsync(service, "backup", Backup)).ExitCode);

        var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Backup));
        Assert.DoesNotContain("canary-of-a-deleted-row", bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_streams_carry_a_backup()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        await service.CreateAsync("A");
        await using var other = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        File.Copy(service.Database.KeyRingPath, other.KeyRingPath);

        var backedUp = await ShellAsync(service.Database, $"\"$@\" backup - > '{Checkpoint}'");
        var restored = await ShellAsync(other, $"\"$@\" restore - < '{Checkpoint}'");

        Assert.True(backedUp.ExitCode == 0, backedUp.Errors);
        Assert.True(restored.ExitCode == 0, restored.Errors);
        Assert.Equal("A=v\n", (await RunAsync(other, "export")).Output);
        Assert.DoesNotContain(Directory.GetFiles(service.Database.Folder), file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_replaces_no_file_and_stays_apart_from_key_ring_and_database()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        await File.WriteAllTextAsync(Backup, "another file");
        var ring = Directory.CreateDirectory(Path.Combine(_folder, "ring"));
        var link = Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), ring.FullName);
        File.Move(service.Database.KeyRingPath, Path.Combine(ring.FullName, "keyring.json"));

        await RefusesAsync(Backup, "exists, and a backup replaces nothing");
        await RefusesAsync(_folder, "is a folder");
        await RefusesAsync(Path.Combine(_folder, "none", "x.db"), $"the folder '{_folder}/none' does not exist");
        await RefusesAsync(Path.Combine(service.Database.Folder, "x.db"), "has the database");
        await RefusesAsync(Path.Combine(link.FullName, "x.db"), "has the key ring");
        Assert.Equal("another file", await File.ReadAllTextAsync(Backup));

        async Task RefusesAsync(string path, string reason)
        {
            var (exitCode, _, errors) = await RunAsync(
                service.Database,
                ["backup", path],
                ("Encryption__KeyRingPath", Path.Combine(ring.FullName, "keyring.json"))
            );
            Assert.Equal(4, exitCode);
            Assert.Contains(reason, errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_its_key_ring_a_database_can_still_be_backed_up()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        File.Delete(service.Database.KeyRingPath);

        Assert.Equal(0, (await RunAsync(service, "backup", Backup)).ExitCode);
    }

    [Fact]
    public async Task A_restore_refuses_what_it_cannot_use_and_leaves_nothing()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        Assert.Equal(0, (await RunAsync(service, "backup", Backup)).ExitCode);
        await using var other = await TestDatabase.CreateAsync(StorageProvider.Sqlite);

        await RefusesAsync(Backup, 1, $"Encryption__KeyRingPath: '{other.KeyRingPath}' does not exist, and the database needs key");

        await using var third = await RunningService.StartAsync(StorageProvider.Sqlite);
        File.Copy(third.Database.KeyRingPath, other.KeyRingPath);
        await RefusesAsync(Backup, 1, "lacks a key, and the database needs key");

        File.Copy(service.Database.KeyRingPath, other.KeyRingPath, overwrite: true);
        await RefusesAsync(other.KeyRingPath, 4, "not a backup that can be restored");
        await RefusesAsync(Path.Combine(_folder, "none"), 1, "Could not find file");
        await File.WriteAllBytesAsync(Checkpoint, []);
        await RefusesAsync(Checkpoint, 4, "it has no schema");
        var damaged = await File.ReadAllBytesAsync(Backup);
        damaged.AsSpan(8192, 4096).Fill(0xff);
        await File.WriteAllBytesAsync(Checkpoint, damaged);
        await RefusesAsync(Checkpoint, 4, "not a backup that can be restored");
        await File.WriteAllTextAsync(Backup + "-wal", "log");
        await RefusesAsync(Backup, 4, "has the newest data");
        File.Delete(Backup + "-wal");

        foreach (var leftover in new[] { DatabaseOf(other) + "-wal", DatabaseOf(other) })
        {
            await File.WriteAllTextAsync(leftover, "former");
            var (exitCode, _, errors) = await RunAsync(other, "restore", Backup);
            Assert.Equal(4, exitCode);
            Assert.Contains($"'{leftover}' exists. Stop the service", errors, StringComparison.Ordinal);
            Assert.Equal("former", await File.ReadAllTextAsync(leftover));
        }

        async Task RefusesAsync(string file, int expected, string reason)
        {
            var (exitCode, _, errors) = await RunAsync(other, "restore", file);
            Assert.Contains(reason, errors, StringComparison.Ordinal);
            Assert.Equal(expected, exitCode);
            Assert.DoesNotContain(Directory.GetFiles(other.Folder), path => path != other.KeyRingPath);
        }
    }

    [Fact]
    public async Task Postgres_is_backed_up_and_restored_by_its_own_tools()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        (string, string)[] settings =
        [
            ("Storage__Provider", "Postgres"),
            ("ConnectionStrings__Secrets", "Host=db;Port=5433;Username=the app;Password=canary;Database=secrets"),
        ];

        var backup = await RunAsync(database, ["backup", Backup], settings);
        var restore = await RunAsync(database, ["restore", Backup], settings);

        Assert.Equal((4, 4), (backup.ExitCode, restore.ExitCode));
        Assert.Contains(
            "pg_dump --host=db --port=5433 --username='the app' --format=custom --file=FILE secrets",
            backup.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "createdb --host=db --port=5433 --username=ADMINISTRATOR --owner='the app' secrets_restored",
            restore.Errors,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("canary", backup.Errors + restore.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup", "x.db")]
    [InlineData("backup", "-", "--checkpoint", "c.json")]
    public async Task A_missing_database_is_not_created(params string[] command)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        command = [.. command.Select(word => word == "x.db" ? Backup : word)];

        var (exitCode, _, errors) = await RunAsync(database, command);

        Assert.Equal(1, exitCode);
        Assert.Contains("does not exist", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(database.Folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string DatabaseOf(TestDatabase database) => Path.Combine(database.Folder, "secrets.db");

    private static void AssertIsPrivate(string path) =>
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

    private static Task<(int ExitCode, string Output, string Errors)> ShellAsync(TestDatabase database, string line) =>
        ProgramProcess.ExitAsync(
            ProgramProcess.Start("sh", database.Folder, ["-c", line, "sh", "dotnet", typeof(Program).Assembly.Location], database.Settings)
        );
}
