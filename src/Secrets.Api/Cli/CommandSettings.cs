using Secrets.Api.Configuration;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary>Reads the settings of commands, which are those of the service.</summary>
internal static class CommandSettings
{
    /// <summary>The prefixes of environment variables under which settings are read too.</summary>
    public static readonly string[] Prefixes = ["DOTNET_", "ASPNETCORE_"];

    private static string EnvironmentName =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? "Production";

    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    public static InstallationSettings ReadInstallation() => InstallationSettings.Read(ReadConfiguration());

    public static IConfiguration ReadConfiguration() =>
        new ConfigurationBuilder()
            .AddEnvironmentVariables(Prefixes[0])
            .AddEnvironmentVariables(Prefixes[1])
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"appsettings.{EnvironmentName}.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();
}
