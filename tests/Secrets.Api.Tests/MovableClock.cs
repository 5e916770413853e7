namespace Secrets.Api.Tests;

/// <summary>The system clock, which a test can move.</summary>
internal sealed class MovableClock : TimeProvider
{
    private TimeSpan _moved;

    public void Advance(TimeSpan by) => _moved += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _moved;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(_moved.TotalSeconds * TimestampFrequency);
}
