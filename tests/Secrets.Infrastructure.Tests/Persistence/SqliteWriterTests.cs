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
    public async Task A_write_that_commits_during_its_timeout_or_cancellation_is_not_reported_as_failed(bool isCancelled)
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await test.ExecuteAsync("CREATE TABLE numbers (number INTEGER)");
        var timers = new ManualTimers();
        using var writer = new SqliteWriter(test.ConnectionString, timers);
        using var cancellation = new CancellationTokenSource();
        TaskCompletionSource before = new(),
            began = new(),
            canContinue = new();
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
                    await canContinue.Task.ConfigureAwait(false);
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

        canContinue.SetResult();
        Assert.Equal(
            1,
            await writer.RunAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM numbers"), CancellationToken.None)
        );
        caller.Resume();

        Assert.Equal(1, await write);
    }

    [Fact]
    public async Task A_write_that_times_out_before_it_begins_is_never_made()
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await test.ExecuteAsync("CREATE TABLE numbers (number INTEGER)");
        var timers = new ManualTimers();
        using var writer = new SqliteWriter(test.ConnectionString, timers);
        var canContinue = new TaskCompletionSource();
        var first = writer.RunAsync(
            async _ =>
            {
                await canContinue.Task;
                return 0;
            },
            CancellationToken.None
        );
        var write = writer.RunAsync(connection => connection.ExecuteScalarAsync<long>(Insert), CancellationToken.None);

        timers.Fire();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => write);
        canContinue.SetResult();
        await first;
        Assert.Equal(
            0,
            await writer.RunAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM numbers"), CancellationToken.None)
        );
    }

    /// <summary>Creates timers that fire when a test fires them.</summary>
    private sealed class ManualTimers : TimeProvider
    {
        private readonly List<ManualTimer> _timers = [];

        public void Fire() => _timers.ToList().ForEach(timer => timer.Fire());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(() => callback(state));
            _timers.Add(timer);
            return timer;
        }

        private sealed class ManualTimer(Action callback) : ITimer
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

    /// <summary>Delays continuations until it resumes, like a paused process.</summary>
    private sealed class PausedCaller : SynchronizationContext
    {
        private readonly List<Action> _posted = [];
        private bool _isResumed;

        public T Call<T>(Func<T> call)
        {
            var previous = Current;
            SetSynchronizationContext(this);
            try
            {
                return call();
            }
            finally
            {
                SetSynchronizationContext(previous);
            }
        }

        public void Resume()
        {
            _isResumed = true;
            _posted.ForEach(action => action());
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (_isResumed)
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
