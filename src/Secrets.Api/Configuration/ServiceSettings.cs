using Secrets.Api.Certificates;
using Secrets.Api.Observability;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <summary>All settings of the service, checked before anything is created. <c>doctor</c> checks the same.</summary>
/// <param name="Warnings">What is not an error but most likely a mistake.</param>
internal sealed record ServiceSettings(
    InstallationSettings Storage,
    RequestLimits Limits,
    AuditSettings Audit,
    IReadOnlyList<ListeningAddress> Addresses,
    ServerCertificates Certificates,
    IReadOnlyList<string> Warnings
)
{
    /// <exception cref="SettingException">A setting is missing or cannot be used; it is named by its environment variable.</exception>
    public static ServiceSettings Read(IConfiguration configuration)
    {
        var recorded = new RecordedConfiguration(configuration);
        var storage = InstallationSettings.Read(recorded);
        var limits = RequestLimits.Read(recorded);
        var audit = AuditSettings.Read(recorded, storage);
        LogSettings.Check(configuration);
        configuration.HasReceiver();
        var addresses = ListeningAddress.Read(configuration);
        var certificates = ServerCertificates.Read(configuration);
        if (addresses.FirstOrDefault(address => address.IsHttps) is { } https && !certificates.Serve(https.Setting))
        {
            throw new SettingException(
                https.Setting,
                "https needs a certificate: Kestrel__Certificates__Default__Path and Kestrel__Certificates__Default__KeyPath."
            );
        }

        string[] warnings = [.. recorded.Unknown(), .. ReadableFiles.Find(storage, certificates)];
        return new ServiceSettings(storage, limits, audit, addresses, certificates, warnings);
    }
}
