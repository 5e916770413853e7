using System.Diagnostics;
using System.Globalization;
using Secrets.Application;

namespace Secrets.Api.Cli;

/// <summary>Writes to standard error how far the work is: the first time, the last, and every second between.</summary>
internal sealed class ProgressLines(string what) : IProgress<WorkProgress>
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long? _writtenAt;

    public void Report(WorkProgress value)
    {
        if (
            value.Total == 0
            || (_writtenAt is { } at && Stopwatch.GetElapsedTime(at) < TimeSpan.FromSeconds(1) && value.Done < value.Total)
        )
        {
            return;
        }

        _writtenAt = Stopwatch.GetTimestamp();
        var rate = value.Done / Math.Max(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds, 0.001);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {value.Done}/{value.Total}, {rate:F0} per second"));
    }
}
