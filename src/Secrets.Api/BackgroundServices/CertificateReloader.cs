using Secrets.Api.Certificates;
using Secrets.Application;
using Secrets.Infrastructure;

namespace Secrets.Api.BackgroundServices;

/// <summary>Reads the certificate files every ten seconds, and serves renewed certificates to new connections.</summary>
internal sealed partial class CertificateReloader(
    ServerCertificates certificates,
    TimeProvider time,
    ServiceMetrics metrics,
    ILogger<CertificateReloader> logger
) : PeriodicBackgroundService(TimeSpan.FromSeconds(10), time, metrics, logger)
{
    private readonly Dictionary<CertificateFile, string> _problems = [];

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        foreach (var file in certificates.Files)
        {
            await TryAsync("A certificate could not be read again", _ => Task.Run(() => Refresh(file), stoppingToken), stoppingToken);
        }
    }

    private void Refresh(CertificateFile file)
    {
        try
        {
            if (file.Refresh())
            {
                LogReloaded(logger, file.Path, file.Current.TargetCertificate.NotAfter.ToUniversalTime());
            }

            _problems.Remove(file);
        }
        catch (SettingException e)
        {
            if (_problems.GetValueOrDefault(file) != e.Message)
            {
                LogNotReloaded(logger, e.Message);
            }

            _problems[file] = e.Message;
        }
    }

    [LoggerMessage(LogLevel.Information, "New connections use the renewed certificate '{Path}', which is valid until {NotAfter:u}.")]
    private static partial void LogReloaded(ILogger logger, string path, DateTime notAfter);

    [LoggerMessage(LogLevel.Error, "The renewed certificate cannot be used; new connections still use the previous one. {Problem}")]
    private static partial void LogNotReloaded(ILogger logger, string problem);
}
