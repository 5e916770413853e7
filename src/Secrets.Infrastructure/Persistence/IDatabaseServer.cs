using Secrets.Application;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The server or file behind a database: how it is created, examined and cleaned.</summary>
/// <remarks>Every call that needs the database throws <see cref="StorageUnavailableException"/> if it does not respond.</remarks>
internal interface IDatabaseServer
{
    /// <summary>The folder below <c>Persistence</c> with the migrations of this database.</summary>
    string Name { get; }

    /// <summary>Why the database takes no writes although it can be read, such as a full disk; null if the last write succeeded.</summary>
    string? WriteFault { get; }

    /// <summary>Creates the database file unless it exists. The database of a server must have been created before.</summary>
    /// <exception cref="SettingException">The file cannot be created.</exception>
    void Create();

    /// <summary>Returns what is wrong with the database file: it does not exist, or was replaced while it was open. Else null.</summary>
    string? FindFault();

    /// <summary>Checks that the server, and what stands in front of it, can be used.</summary>
    /// <exception cref="SettingException">They cannot.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Returns the version of the database program.</summary>
    Task<string> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Returns true if the database has the table of its migrations.</summary>
    Task<bool> HasMigrationsAsync(CancellationToken cancellationToken);

    /// <summary>Returns the position up to which the audit events are complete. It lags by the longest transaction.</summary>
    Task<SettledPosition> GetSettledPositionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Overwrites deleted rows in the database's own files, if the database can. Returns true if no trace of them is left there; copies
    /// elsewhere, such as backups, are not reached.
    /// </summary>
    Task<bool> EraseDeletedAsync();
}

/// <param name="ReadAt">A timestamp of <see cref="System.Diagnostics.Stopwatch"/>: events from before it have no later position.</param>
internal readonly record struct SettledPosition(long Position, long ReadAt);
