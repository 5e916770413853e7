using Secrets.Api.Certificates;
using Secrets.Api.Observability;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <summary>All settings of the service, validated before anything is created. <c>doctor</c> validates the same.</summary>
/// <param name="Warnings">Settings that are valid but most likely a mistake.</param>
internal sealed record ServiceSettings(
    InstallationSettings Installation,
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
        var installation = InstallationSettings.Read(recorded);
        var limits = RequestLimits.Read(recorded);
        var audit = AuditSettings.Read(recorded, installation);
        LogSettings.Validate(configuration);
        configuration.HasOtlpEndpoint();
        var addresses = ListeningAddress.Read(configuration);
        var certificates = ServerCertificates.Read(configuration);
        if (addresses.FirstOrDefault(address => address.IsHttps) is { } https && !certificates.Cover(https.Setting))
        {
            throw new SettingException(
                https.Setting,
                "https needs a certificate: Kestrel__Certificates__Default__Path and Kestrel__Certificates__Default__KeyPath."
            );
        }

        string[] warnings = [.. recorded.FindUnknown(), .. ReadableFiles.Find(installation, certificates)];
        return new ServiceSettings(installation, limits, audit, addresses, certificates, warnings);
    }
}
