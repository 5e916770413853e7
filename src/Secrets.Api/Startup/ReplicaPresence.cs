using Secrets.Application;
using Secrets.Application.KeyRing;

namespace Secrets.Api.Startup;

/// <summary>Follows changes of the key ring, and tells the verbs that change it that this service runs.</summary>
internal sealed partial class ReplicaPresence(IReplica replica, ServiceMetrics metrics, TimeProvider time, ILogger<ReplicaPresence> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private string? _problem;

    // Before the service listens: nothing is served that a promotion does not know of.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await FollowAsync(cancellationToken);
        metrics.ObserveKeyRingAge(() => replica.RingAge);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await replica.LeaveAsync();
        }
        catch (StorageUnavailableException e)
        {
            LogNotNoted(logger, e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FollowAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            var problem = await replica.FollowAsync(cancellationToken);
            if (problem is not null && problem != _problem)
            {
                LogRingKept(logger, problem);
            }

            _problem = problem;
        }
        catch (StorageUnavailableException e)
        {
            LogNotNoted(logger, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The key ring is not taken over, and the one in use stays. {Problem}")]
    private static partial void LogRingKept(ILogger logger, string problem);

    [LoggerMessage(LogLevel.Warning, "That this service runs could not be noted in the database; it is tried again.")]
    private static partial void LogNotNoted(ILogger logger, Exception exception);
}
