using System.Data.Common;
using Dapper;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A statement that runs for one row of parameters, and its form for many of them at once, with the same outcome for each.</summary>
/// <param name="One">Takes <see cref="Parameters"/>, and gives one result at most.</param>
/// <param name="Many">Takes <paramref name="Columns"/>, and gives before the columns of each result the number of its row, from 1.</param>
/// <param name="Columns">The parameters of many rows: an array for each.</param>
internal sealed record SharedStatement<TRow, TResult>(string One, string Many, Func<IReadOnlyList<TRow>, object> Columns)
    where TRow : class
    where TResult : class
{
    /// <summary>The parameters of one row: its properties, unless something else is given.</summary>
    public Func<TRow, object> Parameters { get; init; } = row => row;

    /// <summary>Runs <see cref="One"/> for each row; the results are in the order of the rows, null where there is none.</summary>
    public async Task<IReadOnlyList<TResult?>> RunEachAsync(DbConnection connection, IReadOnlyList<TRow> rows)
    {
        var results = new TResult?[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            results[i] = (await connection.QueryAsync<TResult>(One, Parameters(rows[i]))).FirstOrDefault();
        }

        return results;
    }

    /// <summary>Runs <see cref="Many"/> for all rows; the results are in the order of the rows, null where there is none.</summary>
    /// <param name="limits">A statement with one row that goes first, or nothing.</param>
    /// <param name="commandTimeout">In seconds; null for that of the connection.</param>
    public async Task<IReadOnlyList<TResult?>> RunTogetherAsync(
        DbConnection connection,
        string limits,
        IReadOnlyList<TRow> rows,
        int? commandTimeout,
        CancellationToken cancellationToken
    )
    {
        var results = new TResult?[rows.Count];
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(limits + Many, Columns(rows), commandTimeout: commandTimeout, cancellationToken: cancellationToken)
        );
        if (limits.Length > 0)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        Func<DbDataReader, TResult>? read = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            read ??= reader.GetRowParser<TResult>(startIndex: 1);
            results[reader.GetInt64(0) - 1] = read(reader);
        }

        // Whether it is committed comes after the rows.
        while (await reader.NextResultAsync(cancellationToken)) { }

        return results;
    }
}
