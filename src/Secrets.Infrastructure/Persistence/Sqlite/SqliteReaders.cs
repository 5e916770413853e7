using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>A pool of connections for reads, which keep their compiled statements. Each serves one read at a time.</summary>
internal sealed class SqliteReaders(SqliteFile file) : IDisposable
{
    private const int MaxKept = 16;
    private readonly ConcurrentBag<PreparedConnection> _kept = [];
    private bool _isDisposed;

    /// <exception cref="StorageUnavailableException">The database file is no longer the one that was opened.</exception>
    /// <exception cref="DbException">SQLite failed. The connection is not used again.</exception>
    public async Task<T> RunAsync<T>(Func<PreparedConnection, Task<T>> work)
    {
        if (!_kept.TryTake(out var connection))
        {
            connection = new PreparedConnection(file.ConnectionString);
        }

        var isSound = false;
        try
        {
            if (connection.State != ConnectionState.Open)
            {
                connection.Open();
                if (file.FindFault() is { } fault)
                {
                    throw new StorageUnavailableException(fault);
                }
            }

            var result = await work(connection);
            isSound = true;
            return result;
        }
        finally
        {
            if (isSound && _kept.Count < MaxKept && !_isDisposed)
            {
                _kept.Add(connection);
            }
            else
            {
                await connection.DisposeAsync();
            }
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_kept.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}
