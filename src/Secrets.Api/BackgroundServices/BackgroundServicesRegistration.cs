using Secrets.Api.Configuration;
using Secrets.Api.Connections;

namespace Secrets.Api.BackgroundServices;

internal static class BackgroundServicesRegistration
{
    /// <summary>Adds the background services. They start in this order and stop in the reverse order.</summary>
    public static IServiceCollection AddBackgroundServices(this IServiceCollection services, ServiceSettings settings) =>
        services
            .AddHostedService(services => new Drain(
                settings.Limits.Drain,
                services.GetRequiredService<OpenConnections>(),
                services.GetRequiredService<ILogger<Drain>>()
            ))
            .AddHostedService<CertificateReloader>()
            .AddHostedService<ApiKeyUseWriter>()
            .AddHostedService<RevealCountWriter>()
            .AddHostedService<ChildKeyPurger>()
            .AddHostedService<DeletedSecretPurger>()
            .AddHostedService<DueSecretObserver>()
            .AddSingleton<CheckpointWriter>()
            .AddHostedService<AuditMaintenance>()
            .AddHostedService<ReplicaPresence>();
}
