using System.CommandLine;
using System.Globalization;
using Secrets.Application.Validation;

namespace Secrets.Api.Cli;

/// <summary>Options that take a time: a date in UTC, a time with its offset, or a duration ago.</summary>
internal static class PointInTime
{
    private const string Forms = "a date such as 2026-11-01 (UTC), a time such as 2026-11-01T12:00:00Z, or how long ago, such as 24h";

    public static Option<DateTimeOffset?> Option(string name, string description) =>
        new(name)
        {
            Description = $"{description}: {Forms}.",
            CustomParser = argument =>
            {
                if (TryParse(argument.Tokens[0].Value, TimeProvider.System.GetUtcNow(), out var time))
                {
                    return time;
                }

                argument.AddError($"{name} must be {Forms}.");
                return null;
            },
        };

    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (Duration.TryParse(text, out var ago))
        {
            time = now - ago;
            return true;
        }

        return Rfc3339.TryParse(text, out time)
            || DateTimeOffset.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out time
            );
    }
}
