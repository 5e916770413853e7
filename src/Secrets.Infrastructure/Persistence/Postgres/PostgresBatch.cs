using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>Sends statements in one round trip. Outside of a transaction they are one of their own.</summary>
internal static class PostgresBatch
{
    /// <summary>Runs the statements and returns their results in their order. When it returns, an own transaction is committed.</summary>
    /// <param name="limits">A statement that goes first, or nothing.</param>
    public static async Task<IReadOnlyList<StatementResult>> RunAsync(
        NpgsqlConnection connection,
        string limits,
        IReadOnlyList<Statement> statements,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Create(connection, limits, statements);
        var values = new object?[statements.Count];
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            if (limits.Length > 0)
            {
                await reader.NextResultAsync(cancellationToken);
            }

            for (var i = 0; i < statements.Count; i++)
            {
                if (statements[i].HasResult)
                {
                    values[i] = await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0) ? reader.GetValue(0) : null;
                    await reader.NextResultAsync(cancellationToken);
                }
            }

            await ReadToEndAsync(reader, cancellationToken);
        }

        var first = batch.BatchCommands.Count - statements.Count;
        return [.. values.Select((value, i) => new StatementResult(batch.BatchCommands[first + i].RecordsAffected, value))];
    }

    /// <summary>Runs queries that each give one row at most, and returns what <paramref name="read"/> makes of the rows.</summary>
    public static async Task<IReadOnlyList<object?>> FindAsync(
        NpgsqlConnection connection,
        string limits,
        IReadOnlyList<Statement> queries,
        Func<int, DbDataReader, object> read,
        CancellationToken cancellationToken
    )
    {
        await using var batch = Create(connection, limits, queries);
        var rows = new object?[queries.Count];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (limits.Length > 0)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        for (var i = 0; i < queries.Count; i++)
        {
            rows[i] = await reader.ReadAsync(cancellationToken) ? read(i, reader) : null;
            await reader.NextResultAsync(cancellationToken);
        }

        await ReadToEndAsync(reader, cancellationToken);
        return rows;
    }

    // Whether the transaction is committed comes after the rows.
    private static async Task ReadToEndAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.NextResultAsync(cancellationToken)) { }
    }

    // Npgsql's own time limit would cancel a COMMIT.
    private static NpgsqlBatch Create(NpgsqlConnection connection, string limits, IReadOnlyList<Statement> statements)
    {
        var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        if (limits.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(limits));
        }

        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(CommandOf(statement));
        }

        return batch;
    }

    private static NpgsqlBatchCommand CommandOf(in Statement statement)
    {
        var reader = ParameterReader.Of(statement);
        var command = new NpgsqlBatchCommand(reader.PositionalSql);
        for (var i = 0; i < reader.Names.Length; i++)
        {
            command.Parameters.Add(ParameterOf(reader.Read(i, statement), reader.TypeOf(i)));
        }

        return command;
    }

    // A null has its declared type: a statement is prepared for the types of its parameters.
    private static NpgsqlParameter ParameterOf(object? value, Type type) =>
        value switch
        {
            Guid id => new NpgsqlParameter<Guid> { TypedValue = id },
            long number => new NpgsqlParameter<long> { TypedValue = number },
            string text => new NpgsqlParameter<string> { TypedValue = text },
            byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
            null => new NpgsqlParameter { NpgsqlDbType = DbTypeOf(type), Value = DBNull.Value },
            _ => new NpgsqlParameter { Value = value },
        };

    private static NpgsqlDbType DbTypeOf(Type type) =>
        type == typeof(Guid) ? NpgsqlDbType.Uuid
        : type == typeof(string) ? NpgsqlDbType.Text
        : type == typeof(byte[]) ? NpgsqlDbType.Bytea
        : NpgsqlDbType.Bigint;
}
