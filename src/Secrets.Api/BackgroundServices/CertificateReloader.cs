using Secrets.Api.Certificates;
using Secrets.Infrastructure;

namespace Secrets.Api.BackgroundServices;

/// <summary>Serves renewed certificates to new connections: every ten seconds it reads the files, however they were replaced.</summary>
internal sealed partial class CertificateReloader(ServerCertificates certificates, TimeProvider time, ILogger<CertificateReloader> logger)
    : PeriodicBackgroundService(TimeSpan.FromSeconds(10), time, logger)
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

    [LoggerMessage(LogLevel.Information, "New connections get the certificate that is in '{Path}' now, valid until {NotAfter:u}.")]
    private static partial void LogReloaded(ILogger logger, string path, DateTime notAfter);

    [LoggerMessage(LogLevel.Error, "The renewed certificate cannot be used, and new connections still get the previous one. {Problem}")]
    private static partial void LogNotReloaded(ILogger logger, string problem);
}
