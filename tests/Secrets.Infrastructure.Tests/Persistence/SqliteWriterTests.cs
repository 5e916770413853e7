using Dapper;
using Secrets.Application;
using Secrets.Infrastructure.Persistence.Sqlite;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class SqliteWriterTests
{
    private const string Insert = "INSERT INTO numbers VALUES (1) RETURNING number";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_is_committed_as_its_time_runs_out_or_as_it_is_cancelled_is_not_reported_as_failed(bool isCancelled)
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await test.ExecuteAsync("CREATE TABLE numbers (number INTEGER)");
        var timers = new TimersByHand();
        using var writer = new SqliteWriter(test.ConnectionString, timers);
        using var cancellation = new CancellationTokenSource();
        TaskCompletionSource before = new(),
            began = new(),
            goes = new();
        var first = writer.RunAsync(
            async _ =>
            {
                await before.Task;
                return 0;
            },
            CancellationToken.None
        );
        var caller = new PausedCaller();
        var write = caller.Call(() =>
            writer.RunAsync(
                async connection =>
                {
                    began.SetResult();
                    await goes.Task.ConfigureAwait(false);
                    return await connection.ExecuteScalarAsync<long>(Insert);
                },
                cancellation.Token
            )
        );
        before.SetResult();
        await first;
        await began.Task;

        if (isCancelled)
        {
            await cancellation.CancelAsync();
        }
        else
        {
            timers.Fire();
        }

        goes.SetResult();
        Assert.Equal(
            1,
            await writer.RunAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM numbers"), CancellationToken.None)
        );
        caller.GoOn();

        Assert.Equal(1, await write);
    }

    [Fact]
    public async Task A_write_that_has_not_begun_in_time_is_never_made()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await test.ExecuteAsync("CREATE TABLE numbers (number INTEGER)");
        var timers = new TimersByHand();
        using var writer = new SqliteWriter(test.ConnectionString, timers);
        var goes = new TaskCompletionSource();
        var first = writer.RunAsync(
            async _ =>
            {
                await goes.Task;
                return 0;
            },
            CancellationToken.None
        );
        var write = writer.RunAsync(connection => connection.ExecuteScalarAsync<long>(Insert), CancellationToken.None);

        timers.Fire();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => write);
        goes.SetResult();
        await first;
        Assert.Equal(
            0,
            await writer.RunAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM numbers"), CancellationToken.None)
        );
    }

    /// <summary>Timers that run out when a test says so.</summary>
    private sealed class TimersByHand : TimeProvider
    {
        private readonly List<TimerByHand> _timers = [];

        public void Fire() => _timers.ToList().ForEach(timer => timer.Fire());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new TimerByHand(() => callback(state));
            _timers.Add(timer);
            return timer;
        }

        private sealed class TimerByHand(Action callback) : ITimer
        {
            private Action? _callback = callback;

            public void Fire() => _callback?.Invoke();

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => _callback = null;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }

    /// <summary>Does not look at what it waits for until it goes on, as after a pause of the process.</summary>
    private sealed class PausedCaller : SynchronizationContext
    {
        private readonly List<Action> _posted = [];
        private bool _goesOn;

        public T Call<T>(Func<T> call)
        {
            var former = Current;
            SetSynchronizationContext(this);
            try
            {
                return call();
            }
            finally
            {
                SetSynchronizationContext(former);
            }
        }

        public void GoOn()
        {
            _goesOn = true;
            _posted.ForEach(action => action());
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (_goesOn)
            {
                ThreadPool.QueueUserWorkItem(_ => d(state));
            }
            else
            {
                _posted.Add(() => d(state));
            }
        }
    }
}
