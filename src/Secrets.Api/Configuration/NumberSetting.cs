using System.Globalization;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

internal static class NumberSetting
{
    /// <exception cref="SettingException">The setting is not a whole number within its bounds.</exception>
    public static int ReadNumber(this IConfiguration configuration, string key, int defaultValue, int min, int max)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return defaultValue;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new SettingException(key.Replace(":", "__", StringComparison.Ordinal), $"must be a number from {min} to {max}.");
    }
}
