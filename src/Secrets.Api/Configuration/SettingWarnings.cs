namespace Secrets.Api.Configuration;

/// <summary>Logs the likely mistakes in the settings.</summary>
internal static partial class SettingWarnings
{
    public static void Log(ILogger logger, IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
        {
            LogWarning(logger, warning);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
