using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Runs a statement for all rows that wait for it at once: one round trip and one commit for many. One batch runs at a time, which
/// makes them large where there is much to do. Where a row makes it fail or wait for a lock, each is run alone, so that no row decides
/// over another.
/// </summary>
internal sealed class PostgresSharing<TRow, TResult>
    where TRow : class
    where TResult : class
{
    private const int MaxRows = 128;
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);

    private readonly Func<IReadOnlyList<TRow>, Task<IReadOnlyList<TResult?>>> _runTogether;
    private readonly Func<TRow, Task<TResult?>> _runAlone;
    private readonly WaitingWork<TRow, TResult?> _waiting;

    /// <param name="runTogether">Waits for locks for a short time only.</param>
    public PostgresSharing(Func<IReadOnlyList<TRow>, Task<IReadOnlyList<TResult?>>> runTogether, Func<TRow, Task<TResult?>> runAlone)
    {
        _runTogether = runTogether;
        _runAlone = runAlone;
        _waiting = new WaitingWork<TRow, TResult?>(MaxRows, RunInTurnAsync);
    }

    /// <summary>The row's result. Where it throws a <see cref="TimeoutException"/>, the row may still be run.</summary>
    public async Task<TResult?> RunAsync(TRow row, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        var item = _waiting.Add(row);
        try
        {
            return await item.Answer.WaitAsync(longestWait, cancellationToken);
        }
        catch (TimeoutException) when (item.Answer.IsCompleted)
        {
            // After a pause of the process, the time is up before the answer is looked at.
            return await item.Answer;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            item.TryTake();
            throw;
        }
    }

    // One that hangs, on a connection of its own, does not hold up those behind it.
    private async Task RunInTurnAsync(IReadOnlyList<WaitingWork<TRow, TResult?>.Item> batch) =>
        await RunAsync(batch).WaitAsync(LongestTurn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync(IReadOnlyList<WaitingWork<TRow, TResult?>.Item> batch)
    {
        IReadOnlyList<TResult?> results;
        try
        {
            results = await _runTogether(batch.Select(item => item.Input).ToList());
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            // The server has undone it. Not waited for, so that others go on.
            foreach (var item in batch)
            {
                _ = RunAloneAsync(item);
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

    private async Task RunAloneAsync(WaitingWork<TRow, TResult?>.Item item)
    {
        try
        {
            item.Complete(await _runAlone(item.Input));
        }
        catch (Exception e)
        {
            item.Fail(e);
        }
    }
}
