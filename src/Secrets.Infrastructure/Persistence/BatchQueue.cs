namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Coalesces concurrent work: items queued while a batch runs form the next batch. A lone item runs at once, on the thread that adds it.
/// </summary>
/// <param name="run">Completes each item of a batch.</param>
internal sealed class BatchQueue<TIn, TOut>(int maxBatchSize, Func<IReadOnlyList<BatchQueue<TIn, TOut>.Item>, Task> run)
{
    private readonly Lock _lock = new();
    private readonly Queue<Item> _queue = new();
    private bool _isRunning;
    private TaskCompletionSource? _idle;

    /// <summary>Waits until the queue is empty and no batch runs.</summary>
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
            _queue.Enqueue(item);
            if (_isRunning)
            {
                return item;
            }

            _isRunning = true;
        }

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
                // This may be the thread of a caller, which must not run the items of others.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }
    }

    private List<Item> Take()
    {
        var batch = new List<Item>();
        lock (_lock)
        {
            while (batch.Count < maxBatchSize && _queue.TryDequeue(out var item))
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
        private readonly TaskCompletionSource<TOut> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _taken;

        public TIn Input => input;

        public Task<TOut> Result => _result.Task;

        /// <summary>Returns true once: to the batch that runs the item, or to the caller that abandons it.</summary>
        public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

        public void Complete(TOut output) => _result.TrySetResult(output);

        public void Fail(Exception e) => _result.TrySetException(e);
    }
}
