using MediatR;
using Secrets.Application.Secrets.PurgeDeletedSecrets;

namespace Secrets.Api.BackgroundServices;

/// <summary>Destroys, at the start and then every ten minutes, the deleted secrets that can no longer be restored.</summary>
internal sealed partial class DeletedSecretPurger(IMediator mediator, TimeProvider time, ILogger<DeletedSecretPurger> logger)
    : PeriodicBackgroundService(TimeSpan.FromMinutes(10), time, logger)
{
    protected override bool RunsAtStart => true;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        TryAsync("Deleted secrets could not be destroyed for good", PurgeAsync, stoppingToken);

    private async Task PurgeAsync(CancellationToken stoppingToken)
    {
        if (await mediator.Send(new PurgeDeletedSecretsCommand(), stoppingToken) is > 0 and var purged)
        {
            LogPurged(logger, purged);
        }
    }

    [LoggerMessage(LogLevel.Information, "Destroyed {Count} deleted secrets for good.")]
    private static partial void LogPurged(ILogger logger, int count);
}
