using System.Globalization;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

internal static class NumberSetting
{
    /// <exception cref="SettingException">The setting is not a whole number within its bounds.</exception>
    public static int ReadNumber(this IConfiguration configuration, string key, int unset, int least, int most)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return unset;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new SettingException(key.Replace(":", "__", StringComparison.Ordinal), $"must be a number from {least} to {most}.");
    }
}
