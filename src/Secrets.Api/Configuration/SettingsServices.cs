namespace Secrets.Api.Configuration;

internal static class SettingsServices
{
    public static IServiceCollection AddSettings(this IServiceCollection services, ServiceSettings settings) =>
        services.AddSingleton(settings).AddSingleton(settings.Limits).AddSingleton(settings.Audit).AddSingleton(settings.Certificates);
}
