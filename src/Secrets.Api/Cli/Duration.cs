using System.Globalization;

namespace Secrets.Api.Cli;

/// <summary>A number and its unit: <c>90d</c>, <c>12h</c>, <c>30m</c>, <c>45s</c>.</summary>
internal static class Duration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var seconds = text is [.., var unit]
            ? unit switch
            {
                'd' => 86_400,
                'h' => 3_600,
                'm' => 60,
                's' => 1,
                _ => 0,
            }
            : 0;
        var valid =
            int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && seconds > 0
            && number <= TimeSpan.FromDays(36_500).TotalSeconds / seconds;
        duration = valid ? TimeSpan.FromSeconds((long)number * seconds) : default;
        return valid;
    }

    /// <summary>Returns a time such as <c>75 minutes</c>, in the largest unit of which it has two or more.</summary>
    public static string Format(TimeSpan time) =>
        time.TotalDays >= 2 ? $"{(long)time.TotalDays} days"
        : time.TotalHours >= 2 ? $"{(long)time.TotalHours} hours"
        : time.TotalMinutes >= 2 ? $"{(long)time.TotalMinutes} minutes"
        : $"{(long)time.TotalSeconds} seconds";
}
