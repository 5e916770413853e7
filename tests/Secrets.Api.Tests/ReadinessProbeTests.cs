using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Secrets.Api.Health;
using Secrets.Application.Diagnosis;

namespace Secrets.Api.Tests;

public sealed class ReadinessProbeTests
{
    [Fact]
    public async Task Concurrent_probes_share_one_check_whose_result_is_cached_for_a_second()
    {
        var clock = new StoppedClock();
        using var readiness = new BlockingReadiness();
        var probe = new ReadinessProbe(
            readiness,
            new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance),
            clock,
            NullLogger<ReadinessProbe>.Instance
        );

        Assert.DoesNotContain(true, await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => probe.IsReadyAsync())));
        Assert.False(await probe.IsReadyAsync());
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await probe.IsReadyAsync());
        Assert.Equal(1, readiness.Checks);

        readiness.GoOn();
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await probe.IsReadyAsync());
        Assert.True(await probe.IsReadyAsync());
        Assert.InRange(readiness.Checks, 1, 2);

        var checks = readiness.Checks;
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await probe.IsReadyAsync());
        Assert.Equal(checks + 1, readiness.Checks);
    }

    /// <summary>Blocks the calling thread, as SQLite does.</summary>
    private sealed class BlockingReadiness : IReadiness, IDisposable
    {
        private readonly ManualResetEventSlim _goes = new();
        private int _checks;

        public int Checks => Volatile.Read(ref _checks);

        public void GoOn() => _goes.Set();

        public Task<string?> FindFaultAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _checks);
            _goes.Wait(CancellationToken.None);
            return Task.FromResult<string?>(null);
        }

        public void Dispose() => _goes.Dispose();
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long _timestamp;

        public void Advance(TimeSpan by) => _timestamp += by.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _timestamp;
    }
}
