using System.Threading.RateLimiting;

namespace Secrets.Api.RateLimiting;

/// <summary>
/// Limits a rate by elapsed time, so that any whole number per second is exact. The framework's token buckets add whole tokens by a timer.
/// </summary>
internal sealed class TokenBucket(int burst, double perSecond, TimeProvider time) : RateLimiter
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>The time since the last request if the bucket is full, so that it can be removed; else null.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                var elapsed = time.GetElapsedTime(_filledAt);
                return Filled(elapsed) >= burst ? elapsed : null;
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Filled(time.GetElapsedTime(_filledAt, now));
            _filledAt = now;
            if (_tokens < permitCount)
            {
                return TokenLease.Refused;
            }

            _tokens -= permitCount;
            return TokenLease.Acquired;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));

    private double Filled(TimeSpan elapsed) => Math.Min(burst, _tokens + (Math.Max(0, elapsed.TotalSeconds) * perSecond));

    private sealed class TokenLease(bool isAcquired) : RateLimitLease
    {
        public static TokenLease Acquired { get; } = new(isAcquired: true);

        public static TokenLease Refused { get; } = new(isAcquired: false);

        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
