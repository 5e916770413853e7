using MediatR;
using Secrets.Application;
using Secrets.Application.Secrets.PurgeDeletedSecrets;

namespace Secrets.Api.BackgroundServices;

/// <summary>Destroys deleted secrets that can no longer be restored: at the start, and then every ten minutes.</summary>
internal sealed partial class DeletedSecretPurger(
    IMediator mediator,
    TimeProvider time,
    ServiceMetrics metrics,
    ILogger<DeletedSecretPurger> logger
) : PeriodicBackgroundService(TimeSpan.FromMinutes(10), time, metrics, logger)
{
    protected override bool RunsAtStart => true;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        TryAsync("Expired deleted secrets could not be destroyed", PurgeAsync, stoppingToken);

    private async Task PurgeAsync(CancellationToken stoppingToken)
    {
        if (await mediator.Send(new PurgeDeletedSecretsCommand(), stoppingToken) is > 0 and var purged)
        {
            LogPurged(logger, purged);
        }
    }

    [LoggerMessage(LogLevel.Information, "Destroyed {Count} deleted secrets that could no longer be restored.")]
    private static partial void LogPurged(ILogger logger, int count);
}
