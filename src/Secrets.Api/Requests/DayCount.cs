using System.Globalization;

namespace Secrets.Api.Requests;

/// <summary>Reads a number of days in a parameter: <c>14d</c>.</summary>
internal static class DayCount
{
    public const int Max = 3650;

    /// <returns>Null for another text.</returns>
    public static TimeSpan? TryParse(string text) =>
        text is [.. var digits, 'd'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= Max
            ? TimeSpan.FromDays(days)
            : null;
}
