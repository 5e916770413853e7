using System.Data.Common;
using Npgsql;

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
        var groups = StatementGroup.Of(statements);
        await using var batch = Create(connection, limits, statements, groups);
        var values = await ReadAsync(batch, limits, statements, groups, static (_, _, column) => FirstOf(column), cancellationToken);
        var first = batch.BatchCommands.Count - groups.Count;
        var rows = new int[statements.Count];
        for (var i = 0; i < groups.Count; i++)
        {
            foreach (var index in groups[i].Indexes)
            {
                rows[index] = groups[i].Indexes.Count == 1 ? batch.BatchCommands[first + i].RecordsAffected : -1;
            }
        }

        return [.. rows.Zip(values, (count, value) => new StatementResult(count, value is DBNull ? null : value))];
    }

    /// <summary>Runs queries that each give one row at most, and returns what is parsed of the rows.</summary>
    /// <param name="parserOf">Gets the index of a query, the reader, and the first of the query's columns.</param>
    public static async Task<IReadOnlyList<object?>> FindAsync(
        NpgsqlConnection connection,
        string limits,
        IReadOnlyList<Statement> queries,
        Func<int, DbDataReader, int, Func<DbDataReader, object>> parserOf,
        CancellationToken cancellationToken
    )
    {
        var groups = StatementGroup.Of(queries);
        await using var batch = Create(connection, limits, queries, groups);
        return await ReadAsync(batch, limits, queries, groups, parserOf, cancellationToken);
    }

    private static Func<DbDataReader, object> FirstOf(int column) => reader => reader.GetValue(column);

    // Npgsql's own time limit would cancel a COMMIT.
    private static NpgsqlBatch Create(
        NpgsqlConnection connection,
        string limits,
        IReadOnlyList<Statement> statements,
        IReadOnlyList<StatementGroup> groups
    )
    {
        var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        if (limits.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(limits));
        }

        foreach (var group in groups)
        {
            batch.BatchCommands.Add(group.ToCommand(statements));
        }

        return batch;
    }

    private static async Task<object?[]> ReadAsync(
        NpgsqlBatch batch,
        string limits,
        IReadOnlyList<Statement> statements,
        IReadOnlyList<StatementGroup> groups,
        Func<int, DbDataReader, int, Func<DbDataReader, object>> parserOf,
        CancellationToken cancellationToken
    )
    {
        var values = new object?[statements.Count];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (limits.Length > 0)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        foreach (var group in groups.Where(group => statements[group.Indexes[0]].HasResult))
        {
            Func<DbDataReader, object>? parse = null;
            while (await reader.ReadAsync(cancellationToken))
            {
                parse ??= parserOf(group.Indexes[0], reader, group.FirstColumn);
                var index = group.Indexes[group.FirstColumn == 0 ? 0 : (int)reader.GetInt64(0) - 1];
                values[index] ??= parse(reader);
            }

            await reader.NextResultAsync(cancellationToken);
        }

        // Whether the transaction is committed comes after the rows.
        while (await reader.NextResultAsync(cancellationToken)) { }

        return values;
    }
}
