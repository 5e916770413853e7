using System.Threading.Channels;

namespace Secrets.Api.Tests;

/// <summary>The system clock, except that one-shot timers of one length fire when a test says so.</summary>
internal sealed class HeldTimers(TimeSpan length) : TimeProvider
{
    private readonly Channel<Held> _held = Channel.CreateUnbounded<Held>();

    /// <summary>Fires the oldest timer that is still held, and waits for one if necessary.</summary>
    public async Task RunOutAsync() => (await _held.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60))).RunOut();

    /// <summary>Drops the timers so far, such as those of a start.</summary>
    public void Forget()
    {
        while (_held.Reader.TryRead(out _)) { }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != length || period != Timeout.InfiniteTimeSpan)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var held = new Held(callback, state);
        _held.Writer.TryWrite(held);
        return held;
    }

    private sealed class Held(TimerCallback callback, object? state) : ITimer
    {
        private int _isDisposed;

        public void RunOut()
        {
            if (Volatile.Read(ref _isDisposed) == 0)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => Interlocked.Exchange(ref _isDisposed, 1);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
