using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>A connection that keeps its compiled statements: SQLite takes longer to compile one than to run it.</summary>
internal sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    private const int MaxKept = 64;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public override void Open()
    {
        base.Open();

        // A container with a read-only root has no folder for SQLite's temporary files.
        using var pragma = new SqliteCommand("PRAGMA temp_store = MEMORY", this);
        pragma.ExecuteNonQuery();
    }

    /// <summary>Runs a statement and hands its rows to <paramref name="read"/>.</summary>
    public T Read<T>(in Statement statement, Func<DbDataReader, T> read)
    {
        using var reader = Prepare(statement).ExecuteReader();
        return read(reader);
    }

    /// <summary>Runs a statement.</summary>
    public StatementResult Run(in Statement statement)
    {
        var command = Prepare(statement);
        if (!statement.HasResult)
        {
            return new StatementResult(command.ExecuteNonQuery(), Value: null);
        }

        using var reader = command.ExecuteReader();
        var value = reader.Read() && !reader.IsDBNull(0) ? reader.GetValue(0) : null;
        return new StatementResult(Math.Max(0, reader.RecordsAffected), value);
    }

    protected override void Dispose(bool disposing)
    {
        Clear();
        base.Dispose(disposing);
    }

    private SqliteCommand Prepare(in Statement statement)
    {
        var reader = ParameterReader.Of(statement);
        if (!_commands.TryGetValue(statement.Sql, out var command))
        {
            if (_commands.Count == MaxKept)
            {
                Clear();
            }

            command = new SqliteCommand(statement.Sql, this);
            foreach (var name in reader.Names)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"@{name}" });
            }

            _commands.Add(statement.Sql, command);
        }

        for (var i = 0; i < reader.Names.Length; i++)
        {
            command.Parameters[i].Value = reader.Read(i, statement) switch
            {
                null => DBNull.Value,
                Guid id => id.ToByteArray(bigEndian: true),
                var value => value,
            };
        }

        return command;
    }

    private void Clear()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
    }
}
