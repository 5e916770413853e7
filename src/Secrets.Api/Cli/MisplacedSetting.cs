using System.Text.RegularExpressions;

namespace Secrets.Api.Cli;

/// <summary>Finds settings among the arguments, as other ASP.NET programs take them, so that the error can name the right place.</summary>
internal static partial class MisplacedSetting
{
    /// <returns>Null without such an argument. The value of the setting is not repeated: it may be a password.</returns>
    public static string? Find(IEnumerable<string> arguments) =>
        arguments
            .TakeWhile(argument => argument != "--")
            .Select(argument => Setting().Match(argument))
            .Where(match => match.Success)
            .Select(match =>
                match.Groups["port"].Success
                    ? $"{match.Value} is not an option. Use --urls http://127.0.0.1:9000."
                    : $"Settings are environment variables. Set {VariableOf(match.Groups["name"].Value)}."
            )
            .FirstOrDefault();

    private static string VariableOf(string name) =>
        name.ToUpperInvariant() switch
        {
            "ENVIRONMENT" or "HTTP_PORTS" or "HTTPS_PORTS" => $"ASPNETCORE_{name.ToUpperInvariant()}",
            "SESSION_API_KEY" => "SESSION_API_KEY",
            _ => name.Replace(":", "__", StringComparison.Ordinal),
        };

    [GeneratedRegex(
        "^(--?|/)((?<port>port)\\b|(?<name>environment|https?_ports|session_api_key|[a-z0-9]+((:|__)[a-z0-9]+)+)(=|$))",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Setting();
}
