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
}
