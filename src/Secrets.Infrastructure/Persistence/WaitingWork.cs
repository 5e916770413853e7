namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// What waits for a database: it is run in batches, one at a time, each of all that has come while the one before it ran. Whoever comes
/// alone does not wait.
/// </summary>
/// <param name="run">Responses each item of a batch.</param>
internal sealed class WaitingWork<TIn, TOut>(int maxBatch, Func<IReadOnlyList<WaitingWork<TIn, TOut>.Item>, Task> run)
{
    private readonly Lock _lock = new();
    private readonly Queue<Item> _waiting = new();
    private bool _isRunning;
    private TaskCompletionSource? _idle;

    /// <summary>Waits until nothing waits or runs.</summary>
    public Task WaitUntilIdleAsync()
    {
        lock (_lock)
        {
            return _isRunning
                ? (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }
    }

    public Item Add(TIn input)
    {
        var item = new Item(input);
        lock (_lock)
        {
            _waiting.Enqueue(item);
            if (_isRunning)
            {
                return item;
            }

            _isRunning = true;
        }

        // On this thread as far as it goes: whoever comes alone is answered without another being woken.
        _ = RunAsync();
        return item;
    }

    private async Task RunAsync()
    {
        for (var batch = Take(); batch.Count > 0;)
        {
            try
            {
                await run(batch).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                foreach (var item in batch)
                {
                    item.Fail(e);
                }
            }

            batch = Take();
            if (batch.Count > 0)
            {
                // What has come meanwhile is not for the one whose thread this may be.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }
    }

    private List<Item> Take()
    {
        var batch = new List<Item>();
        lock (_lock)
        {
            while (batch.Count < maxBatch && _waiting.TryDequeue(out var item))
            {
                if (item.TryTake())
                {
                    batch.Add(item);
                }
            }

            if (batch.Count == 0)
            {
                _isRunning = false;
                _idle?.SetResult();
                _idle = null;
            }
        }

        return batch;
    }

    internal sealed class Item(TIn input)
    {
        private readonly TaskCompletionSource<TOut> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _taken;

        public TIn Input => input;

        public Task<TOut> Answer => _answer.Task;

        /// <summary>Who takes it decides: it is begun, or whoever waits for it gives it up.</summary>
        public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

        public void Complete(TOut output) => _answer.TrySetResult(output);

        public void Fail(Exception e) => _answer.TrySetException(e);
    }
}
