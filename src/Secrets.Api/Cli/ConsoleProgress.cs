using System.Globalization;
using Secrets.Application;

namespace Secrets.Api.Cli;

/// <summary>
/// Shows the progress of long work on standard error: on a terminal in one line, elsewhere with a line every ten seconds.
/// </summary>
/// <param name="action">What was done to each unit of the work, such as "Rewrapped".</param>
internal sealed class ConsoleProgress(string action, TimeProvider time, bool isTerminal, Action<string> write) : IProgress<WorkProgress>
{
    /// <summary>A longer time is a guess that helps nobody.</summary>
    private const double MaxSecondsLeft = 30 * 24 * 3600;

    private readonly TimeSpan _interval = isTerminal ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(10);
    private readonly long _startedAt = time.GetTimestamp();
    private long _printedAt = time.GetTimestamp();
    private long? _first;

    public ConsoleProgress(string action)
        : this(action, TimeProvider.System, Terminal.ShowsErrors, ChooseOutput()) { }

    public void Report(WorkProgress value)
    {
        // The work of an earlier run does not make this one look fast.
        var isFirst = _first is null;
        _first ??= value.Done;
        if (value.Total == 0 || !(IsDue() || (isTerminal && (isFirst || value.Done == value.Total))))
        {
            return;
        }

        _printedAt = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_startedAt).TotalSeconds;
        var rate = seconds > 0 ? (value.Done - _first.Value) / seconds : 0;
        write(string.Create(CultureInfo.InvariantCulture, $"{action}: {AmountOf(value)}, {rate:F0} per second{TimeLeft(value, rate)}"));
    }

    private static Action<string> ChooseOutput()
    {
        if (Output.IsQuiet)
        {
            return _ => { };
        }

        return Terminal.ShowsErrors ? Output.ReplaceLine : Output.Note;
    }

    private bool IsDue() => time.GetElapsedTime(_printedAt) >= _interval;

    private static string AmountOf(WorkProgress value) =>
        value.Total is { } total ? $"{value.Done} of {total} ({100 * Math.Min(value.Done, total) / total}%)" : $"{value.Done}";

    private static string TimeLeft(WorkProgress value, double rate) =>
        value.Total > value.Done && rate > 0 && (value.Total.Value - value.Done) / rate is < MaxSecondsLeft and var seconds
            ? $", {Duration.Format(TimeSpan.FromSeconds(Math.Ceiling(seconds)))} left"
            : "";
}
