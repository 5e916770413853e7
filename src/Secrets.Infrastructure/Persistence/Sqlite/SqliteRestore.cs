using Secrets.Application;
using Secrets.Infrastructure.KeyRing;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Makes a backup the database of the settings. The database appears only if its key ring opens it, and replaces nothing.
/// </summary>
internal sealed class SqliteRestore(SqliteFile database, IKeyRingSource source, TimeProvider time)
{
    private static readonly string[] Companions = ["", "-wal", "-shm", "-journal"];

    /// <returns>The schema of the database, which may be older than that of this program, and that of this program.</returns>
    /// <exception cref="RefusedException">A database exists, or the backup cannot be used.</exception>
    /// <exception cref="SettingException">The key ring does not fit.</exception>
    /// <exception cref="IOException">The database cannot be written.</exception>
    public async Task<(int Schema, int Latest)> RunAsync(Stream backup, CancellationToken cancellationToken)
    {
        RequireNone();
        PrivateFile.CreateFolderOf(database.FullPath);
        var temporary = FileReplacement.TemporaryName(database.FullPath);
        try
        {
            await using (var copy = PrivateFile.Open(temporary, FileMode.CreateNew))
            {
                await backup.CopyToAsync(copy, cancellationToken);
            }

            var schemas = await VerifyAsync(temporary, cancellationToken);
            PrivateFile.GiveToOwnerOfFolder(temporary);
            PrivateFile.Flush(temporary);
            PrivateFile.Publish(temporary, database.FullPath);
            return schemas;
        }
        finally
        {
            foreach (var companion in Companions)
            {
                File.Delete(temporary + companion);
            }
        }
    }

    // The log of another database would be applied to this one.
    private void RequireNone()
    {
        if (Companions.Select(companion => database.FullPath + companion).FirstOrDefault(Path.Exists) is { } found)
        {
            throw new RefusedException(
                $"'{found}' exists. Stop the service, and move the files of the former database away. They show what was lost."
            );
        }
    }

    private async Task<(int Schema, int Latest)> VerifyAsync(string path, CancellationToken cancellationToken)
    {
        if (SqliteIntegrity.FindFault(path) is { } damage)
        {
            throw new RefusedException($"The file is not a backup that can be restored: {damage}");
        }

        using var copy = new SqliteDatabase(database.At(path));
        var server = new SqliteServer(copy);
        var migrations = new Migrations(copy, server, time);
        var schema = await migrations.FindAsync(cancellationToken);
        if (schema == 0)
        {
            throw new RefusedException("The file is not a backup of this service: it has no schema.");
        }

        if (migrations.IsOlder(schema))
        {
            return (schema, migrations.Latest);
        }

        if (migrations.FindFault(schema) is { } fault)
        {
            throw new RefusedException($"The backup cannot be restored: {fault}");
        }

        var opening = new InstallationOpening(copy, new OwnerKeyRepository(copy, server), new KeyRingCheck(source), source, time);
        using var installation = new Installation(copy, opening, new KeyRingCheck(source), source, time);
        await installation.OpenAsync(cancellationToken);
        return (schema, migrations.Latest);
    }
}
