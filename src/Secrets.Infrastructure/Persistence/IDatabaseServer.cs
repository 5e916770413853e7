using Secrets.Application;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The server or file of a database. It can be created, checked and erased.</summary>
/// <remarks>Every call that needs the database throws <see cref="StorageUnavailableException"/> if it does not respond.</remarks>
internal interface IDatabaseServer
{
    /// <summary>The folder of <c>Persistence</c> with the migrations of this database.</summary>
    string Name { get; }

    /// <summary>The file, or host, port and name of the database, without credentials.</summary>
    string Place { get; }

    /// <summary>The reason why the database does not accept writes, such as a full disk; null if the last write succeeded.</summary>
    string? WriteFault { get; }

    /// <summary>Creates the database file unless it exists. On a server, the database must already exist.</summary>
    /// <exception cref="SettingException">The file cannot be created.</exception>
    void Create();

    /// <summary>Returns the reason if the database file does not exist or was replaced while it was open; otherwise null.</summary>
    string? FindFault();

    /// <summary>Checks that the service can use the server and a pooler in front of it.</summary>
    /// <exception cref="SettingException">The server or a setting must be changed.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Returns the version of SQLite or Postgres.</summary>
    Task<string> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Returns the size of the database in bytes.</summary>
    Task<long> GetSizeAsync(CancellationToken cancellationToken);

    /// <summary>Returns true if the database has the table of applied migrations.</summary>
    Task<bool> HasMigrationsAsync(CancellationToken cancellationToken);

    /// <summary>Returns the position up to which the audit events are complete. A long transaction delays it.</summary>
    Task<SettledPosition> GetSettledPositionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Overwrites deleted rows in the database's own files, if the database can. Returns true if no trace of them is left there. Copies
    /// such as backups are not erased.
    /// </summary>
    Task<bool> EraseDeletedAsync();
}

/// <param name="ReadAt">A timestamp of <see cref="System.Diagnostics.Stopwatch"/>. Earlier events have no later position.</param>
internal readonly record struct SettledPosition(long Position, long ReadAt);
