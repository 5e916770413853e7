using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>
/// A connection that keeps the commands of the statements it has run: SQLite takes longer to compile one than to run it.
/// Of commands with one text, only one is in use at a time.
/// </summary>
internal sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    private const int MaxKept = 64;
    private readonly Dictionary<string, SqliteCommand> _kept = new(StringComparer.Ordinal);

    /// <summary>A command that was kept, or a new one.</summary>
    public SqliteCommand Take(string sql) => _kept.Remove(sql, out var kept) ? kept : new SqliteCommand(sql, this);

    /// <summary>Keeps the command for the next one with its text.</summary>
    public void Return(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (_kept.Count == MaxKept)
        {
            Clear();
        }

        if (!_kept.TryAdd(command.CommandText, command))
        {
            command.Dispose();
        }
    }

    public override void Open()
    {
        base.Open();

        // SQLite's temporary files would be in folders that a container with a read-only root does not have.
        using var pragma = new SqliteCommand("PRAGMA temp_store = MEMORY", this);
        pragma.ExecuteNonQuery();
    }

    protected override DbCommand CreateDbCommand() => new PreparedCommand(this);

    protected override void Dispose(bool disposing)
    {
        Clear();
        base.Dispose(disposing);
    }

    private void Clear()
    {
        foreach (var command in _kept.Values)
        {
            command.Dispose();
        }

        _kept.Clear();
    }
}
