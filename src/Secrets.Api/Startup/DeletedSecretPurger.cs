using MediatR;
using Secrets.Application;
using Secrets.Application.Secrets.PurgeDeletedSecrets;

namespace Secrets.Api.Startup;

/// <summary>Destroys, at the start and then now and then, the deleted secrets that can no longer be restored.</summary>
internal sealed partial class DeletedSecretPurger(IMediator mediator, TimeProvider time, ILogger<DeletedSecretPurger> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await PurgeAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task PurgeAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await mediator.Send(new PurgeDeletedSecretsCommand(), stoppingToken) is > 0 and var purged)
            {
                LogPurged(logger, purged);
            }
        }
        catch (StorageUnavailableException e)
        {
            LogNotPurged(logger, e);
        }
    }

    [LoggerMessage(LogLevel.Information, "Destroyed {Count} deleted secrets for good.")]
    private static partial void LogPurged(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "Deleted secrets could not be destroyed for good; it is tried again.")]
    private static partial void LogNotPurged(ILogger logger, Exception exception);
}
