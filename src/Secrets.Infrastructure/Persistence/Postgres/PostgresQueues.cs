using System.Data.Common;
using Dapper;
using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Coalesces concurrent reads, and concurrent writes, into batches: one round trip and one commit for many items. If a batch fails or
/// waits for a lock, each of its items runs alone, so that no item affects another.
/// </summary>
internal sealed class PostgresQueues
{
    private const int MaxBatchSize = 128;

    // The next batch runs on another connection if a batch takes longer.
    private static readonly TimeSpan BatchTimeout = TimeSpan.FromSeconds(5);

    private readonly PostgresStatements _statements;
    private readonly PostgresLimits _limits;
    private readonly BatchQueue<IReadOnlyList<Statement>, IReadOnlyList<StatementResult>> _writes;
    private readonly BatchQueue<Query, object?> _reads;
    private readonly BatchQueue<Query, object?> _authentications;

    public PostgresQueues(PostgresStatements statements, PostgresLimits limits)
    {
        _statements = statements;
        _limits = limits;
        _writes = QueueOf<IReadOnlyList<Statement>, IReadOnlyList<StatementResult>>(WriteAsync);
        _reads = QueueOf<Query, object?>((queries, limits) => FindAsync(ConnectionLane.Regular, queries, limits));
        _authentications = QueueOf<Query, object?>((queries, limits) => FindAsync(ConnectionLane.Authentication, queries, limits));
    }

    public Task<IReadOnlyList<StatementResult>> WriteAsync(IReadOnlyList<Statement> statements, TimeSpan timeout) =>
        RunAsync(_writes, statements, timeout, CancellationToken.None);

    public async Task<T?> FindAsync<T>(Statement query, bool authenticates, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class =>
        (T?)await RunAsync(authenticates ? _authentications : _reads, new Query(query, ParserOf<T>), timeout, cancellationToken);

    // After a TimeoutException the item may still be running.
    private static async Task<TOut> RunAsync<TIn, TOut>(
        BatchQueue<TIn, TOut> queue,
        TIn input,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var item = queue.Add(input);
        try
        {
            return await item.Result.WaitAsync(timeout, cancellationToken);
        }
        catch (TimeoutException) when (item.Result.IsCompleted)
        {
            // After a pause of the process, the timeout fires although the result is there.
            return await item.Result;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            item.TryTake();
            throw;
        }
    }

    private BatchQueue<TIn, TOut> QueueOf<TIn, TOut>(Func<IReadOnlyList<TIn>, string, Task<IReadOnlyList<TOut>>> run) =>
        new(MaxBatchSize, async batch =>
            await RunBatchAsync(batch, run).WaitAsync(BatchTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)
        );

    private async Task RunBatchAsync<TIn, TOut>(
        IReadOnlyList<BatchQueue<TIn, TOut>.Item> batch,
        Func<IReadOnlyList<TIn>, string, Task<IReadOnlyList<TOut>>> run
    )
    {
        IReadOnlyList<TOut> results;
        try
        {
            results = await run([.. batch.Select(item => item.Input)], _limits.Batch);
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            // The server has rolled the batch back. Not awaited, so that the next batch can run.
            foreach (var item in batch)
            {
                _ = RunAloneAsync(item, run);
            }

            return;
        }
        catch (Exception e)
        {
            foreach (var item in batch)
            {
                item.Fail(e);
            }

            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Complete(results[i]);
        }
    }

    private async Task RunAloneAsync<TIn, TOut>(
        BatchQueue<TIn, TOut>.Item item,
        Func<IReadOnlyList<TIn>, string, Task<IReadOnlyList<TOut>>> run
    )
    {
        try
        {
            item.Complete((await run([item.Input], _limits.Alone))[0]);
        }
        catch (Exception e)
        {
            item.Fail(e);
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<StatementResult>>> WriteAsync(
        IReadOnlyList<IReadOnlyList<Statement>> items,
        string limits
    )
    {
        var statements = items.Count == 1 ? items[0] : [.. items.SelectMany(item => item)];
        var results = await _statements.WriteAsync(
            connection => PostgresBatch.RunAsync(connection, limits, statements, CancellationToken.None),
            isSent: () => true
        );
        if (items.Count == 1)
        {
            return [results];
        }

        var next = 0;
        return
        [
            .. items.Select(item =>
            {
                next += item.Count;
                return results.Skip(next - item.Count).Take(item.Count).ToArray();
            }),
        ];
    }

    private Task<IReadOnlyList<object?>> FindAsync(ConnectionLane lane, IReadOnlyList<Query> queries, string limits) =>
        _statements.ReadAsync(
            lane,
            (connection, lost) =>
                PostgresBatch.FindAsync(
                    connection,
                    limits,
                    [.. queries.Select(query => query.Statement)],
                    (i, reader, column) => queries[i].ParserOf(reader, column),
                    lost
                ),
            CancellationToken.None
        );

    private static Func<DbDataReader, object> ParserOf<T>(DbDataReader reader, int column)
        where T : class => reader.GetRowParser<T>(startIndex: column);

    private sealed record Query(Statement Statement, Func<DbDataReader, int, Func<DbDataReader, object>> ParserOf);
}
