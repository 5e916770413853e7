namespace Secrets.Api.Tests;

/// <summary>A clock that only a test moves.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => _now += by.Ticks;

    public override long GetTimestamp() => _now;
}
