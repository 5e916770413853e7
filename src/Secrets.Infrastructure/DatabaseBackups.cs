using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Infrastructure.KeyRing;
using Secrets.Infrastructure.Persistence;
using Secrets.Infrastructure.Persistence.Sqlite;

namespace Secrets.Infrastructure;

/// <summary>Backs up and restores an SQLite database. Postgres has tools of its own.</summary>
public static class DatabaseBackups
{
    /// <summary>Requires a new file in a folder that has neither the key ring nor the database.</summary>
    /// <param name="keyRingPath">The key ring file; null for AWS KMS.</param>
    /// <exception cref="RefusedException">The backup cannot be written there, or would be lost or read with the others.</exception>
    public static void RequireBackupPath(this IServiceProvider services, string path, string? keyRingPath)
    {
        var folder = Path.GetDirectoryName(path);
        var fault =
            Directory.Exists(path) ? $"'{path}' is a folder: name a new file in it."
            : FileStatus.Find(path) is not null || Path.Exists(path) ? $"'{path}' exists, and a backup replaces nothing: name a new file."
            : !Directory.Exists(folder) ? $"the folder '{folder}' does not exist: mount or create it."
            : keyRingPath is not null && IsSame(folder, Path.GetDirectoryName(Path.GetFullPath(keyRingPath)))
                ? $"'{folder}' has the key ring, and together they decrypt everything: choose a folder elsewhere."
            : IsSame(folder, Path.GetDirectoryName(DatabaseOf(services).FullPath))
                ? $"'{folder}' has the database, and both would be lost together: choose a folder elsewhere."
            : null;
        if (fault is not null)
        {
            throw new RefusedException($"Refused: {fault}");
        }
    }

    /// <summary>Writes a backup to a new file.</summary>
    /// <returns>The schema of the database.</returns>
    /// <exception cref="SettingException">There is no database.</exception>
    /// <exception cref="IOException">The backup cannot be written. Nothing is left of it.</exception>
    public static async Task<int> BackUpAsync(
        this IServiceProvider services,
        string path,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var schema = await RequireSchemaAsync(services, cancellationToken);
        await new SqliteBackup(DatabaseOf(services)).WriteAsync(path, progress);
        return schema;
    }

    /// <summary>Writes a backup to a stream.</summary>
    /// <inheritdoc cref="BackUpAsync(IServiceProvider, string, IProgress{WorkProgress}, CancellationToken)"/>
    public static async Task<int> BackUpAsync(
        this IServiceProvider services,
        Stream output,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var schema = await RequireSchemaAsync(services, cancellationToken);
        await new SqliteBackup(DatabaseOf(services)).WriteAsync(output, progress, cancellationToken);
        return schema;
    }

    /// <inheritdoc cref="SqliteRestore.RunAsync"/>
    public static Task<(int Schema, int Latest)> RestoreAsync(
        this IServiceProvider services,
        Stream backup,
        CancellationToken cancellationToken
    ) =>
        new SqliteRestore(
            DatabaseOf(services),
            services.GetRequiredService<IKeyRingSource>(),
            services.GetRequiredService<TimeProvider>()
        ).RunAsync(backup, cancellationToken);

    private static async Task<int> RequireSchemaAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        // An older schema is backed up too, before it is migrated.
        var migrations = services.GetRequiredService<Migrations>();
        return DatabaseOf(services).FindFault() is { } fault ? throw new SettingException(ConnectionSettings.Setting, fault)
            : await migrations.FindAsync(cancellationToken) is > 0 and var schema ? schema
            : throw new SettingException(ConnectionSettings.Setting, migrations.FindFault(0)!);
    }

    private static SqliteFile DatabaseOf(IServiceProvider services) => ((SqliteDatabase)services.GetRequiredService<IDatabase>()).File;

    private static bool IsSame(string? folder, string? other) =>
        folder == other
        || (
            folder is not null
            && other is not null
            && FileStatus.Find(folder) is { } status
            && FileStatus.Find(other) is { } otherStatus
            && (status.Device, status.Inode) == (otherStatus.Device, otherStatus.Inode)
        );
}
