using System.Diagnostics;
using System.Globalization;
using Secrets.Application;

namespace Secrets.Api.Cli;

/// <summary>Prints progress to standard error: the first report, the last one, and one every second between them.</summary>
internal sealed class ConsoleProgress(string action) : IProgress<WorkProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long? _printedAt;

    public void Report(WorkProgress value)
    {
        if (value.Total == 0 || (_printedAt is { } at && Stopwatch.GetElapsedTime(at) < Interval && value.Done < value.Total))
        {
            return;
        }

        _printedAt = Stopwatch.GetTimestamp();
        var rate = value.Done / Math.Max(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds, 0.001);
        Output.Note(string.Create(CultureInfo.InvariantCulture, $"{action}: {value.Done}/{value.Total}, {rate:F0} per second"));
    }
}
