using Secrets.Api.Configuration;

namespace Secrets.Api.Cli;

/// <summary>
/// Environment variables that open the vault, which a program does not inherit: connection strings, API keys, the key ring and its AWS
/// credentials, and passwords of certificates. .NET reads a setting under several names, such as CONNECTIONSTRINGS__SECRETS,
/// CUSTOMCONNSTR_SECRETS or DOTNET_Encryption__KeyRingPath.
/// </summary>
internal static class VaultVariables
{
    private const string ConnectionStringPrefix = "CONNSTR_";

    private static readonly string[] Keys =
    [
        RemoteService.KeyVariable,
        InstallationSettings.SessionApiKeySetting,
        "ConnectionStrings:Secrets",
    ];

    private static readonly string[] Sections = ["Encryption:", "Kestrel:"];

    private static readonly string[] PostgresPrefixes = ["PGPASS", "PGSSL", "PGSERVICE"];

    /// <summary>The names that are set and open the vault of these settings.</summary>
    public static IReadOnlyList<string> FindNames(IConfiguration settings)
    {
        var usesPostgres = string.Equals(settings["Storage:Provider"], "Postgres", StringComparison.OrdinalIgnoreCase);
        var usesKms = !string.IsNullOrEmpty(settings["Encryption:KmsKeyId"]);
        return
        [
            .. Environment
                .GetEnvironmentVariables()
                .Keys.Cast<string>()
                .Where(name =>
                    IsSetting(name)
                    || (usesPostgres && PostgresPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                    || (usesKms && name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase))
                ),
        ];
    }

    private static bool IsSetting(string name)
    {
        var key = KeyOf(name);
        return Keys.Contains(key, StringComparer.OrdinalIgnoreCase)
            || Sections.Any(section => key.StartsWith(section, StringComparison.OrdinalIgnoreCase));
    }

    private static string KeyOf(string name)
    {
        var prefix = CommandSettings.Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        var key = name[(prefix?.Length ?? 0)..].Replace("__", ":", StringComparison.Ordinal);
        var connection = key.IndexOf(ConnectionStringPrefix, StringComparison.OrdinalIgnoreCase);
        return connection < 0 ? key : $"ConnectionStrings:{key[(connection + ConnectionStringPrefix.Length)..]}";
    }
}
