using Secrets.Application;
using Secrets.Application.KeyRing;

namespace Secrets.Api.Startup;

/// <summary>Follows changes of the key ring, and tells the verbs that change it that this service runs.</summary>
internal sealed partial class ReplicaPresence(IReplica replica, ServiceMetrics metrics, TimeProvider time, ILogger<ReplicaPresence> logger)
    : PeriodicService(TimeSpan.FromSeconds(5), time, logger)
{
    private const string NotNoted = "That this service runs could not be noted in the database";

    private string? _problem;

    // Before the service listens: nothing is served that a promotion does not know of.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        metrics.ObserveKeyRingAge(() => replica.RingAge);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(NotNoted, _ => replica.LeaveAsync(), CancellationToken.None);
    }

    protected override Task RunAsync(CancellationToken stoppingToken) => TryAsync(NotNoted, FollowAsync, stoppingToken);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var problem = await replica.FollowAsync(cancellationToken);
        if (problem is not null && problem != _problem)
        {
            LogRingKept(logger, problem);
        }

        _problem = problem;
    }

    [LoggerMessage(LogLevel.Warning, "The key ring is not taken over, and the one in use stays. {Problem}")]
    private static partial void LogRingKept(ILogger logger, string problem);
}
