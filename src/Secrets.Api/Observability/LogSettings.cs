using Secrets.Infrastructure;

namespace Secrets.Api.Observability;

/// <summary>Validates the settings of the log. The framework would end the process with a stack trace.</summary>
internal static class LogSettings
{
    private static readonly string[] Formatters = ["json", "simple", "systemd"];
    private static readonly string[] Switches = ["IncludeScopes", "UseUtcTimestamp", "SingleLine"];

    /// <exception cref="SettingException">A level or a format is not valid.</exception>
    public static void Validate(IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        var levels = logging.GetChildren().Select(section => section.Key == "LogLevel" ? section : section.GetSection("LogLevel"));
        foreach (var level in levels.SelectMany(section => section.GetChildren()))
        {
            if (
                level.Value is { Length: > 0 } text
                && (!Enum.TryParse<LogLevel>(text, ignoreCase: true, out var known) || !Enum.IsDefined(known))
            )
            {
                throw new SettingException(NameOf(level), "must be Trace, Debug, Information, Warning, Error, Critical or None.");
            }
        }

        var formatter = logging.GetSection("Console:FormatterName");
        if (formatter.Value is { Length: > 0 } name && !Formatters.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new SettingException(NameOf(formatter), "must be json, simple or systemd.");
        }

        foreach (var option in Switches.Select(option => logging.GetSection($"Console:FormatterOptions:{option}")))
        {
            if (option.Value is { Length: > 0 } text && !bool.TryParse(text, out _))
            {
                throw new SettingException(NameOf(option), "must be true or false.");
            }
        }
    }

    private static string NameOf(IConfigurationSection section) => section.Path.Replace(":", "__", StringComparison.Ordinal);
}
