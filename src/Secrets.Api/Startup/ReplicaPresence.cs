using Secrets.Application;
using Secrets.Application.Clocks;
using Secrets.Application.KeyRing;
using Secrets.Domain;

namespace Secrets.Api.Startup;

/// <summary>Follows changes of the key ring and of the clocks, and tells the verbs that change the ring that this service runs.</summary>
internal sealed partial class ReplicaPresence(
    Replica replica,
    IDatabaseClock clock,
    ServiceMetrics metrics,
    TimeProvider time,
    ILogger<ReplicaPresence> logger
) : PeriodicService(TimeSpan.FromSeconds(5), time, logger)
{
    private const string NotNoted = "That this service runs could not be noted in the database";

    private string? _problem;
    private bool _isWrong;
    private bool _isPaused;

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

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await TryAsync(NotNoted, FollowAsync, stoppingToken);
        await TryAsync("The database's clock could not be read", CompareClocksAsync, stoppingToken);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var problem = await replica.FollowAsync(cancellationToken);
        if (problem is not null && problem != _problem)
        {
            LogRingKept(logger, problem);
        }

        _problem = problem;
    }

    private async Task CompareClocksAsync(CancellationToken cancellationToken)
    {
        var reading = await clock.ReadAsync(cancellationToken);
        var seconds = (long)reading.Ahead.Duration().TotalSeconds;
        if (reading.IsWrong && !_isWrong)
        {
            LogWrongClock(logger, seconds, reading.Ahead > TimeSpan.Zero ? "ahead of" : "behind");
        }
        else if (_isWrong && !reading.IsWrong)
        {
            LogRightClock(logger);
        }

        var isPaused = reading.Now < reading.DestroyAfter;
        if (isPaused && !_isPaused)
        {
            LogPaused(logger, Clock.Time(reading.Now), Clock.Time(reading.DestroyAfter));
        }

        (_isWrong, _isPaused) = (reading.IsWrong, isPaused);
    }

    [LoggerMessage(
        LogLevel.Error,
        "This machine's clock is {Seconds} seconds {Direction} the database's. Until they agree this service destroys nothing that is past its time. Set both clocks, by NTP."
    )]
    private static partial void LogWrongClock(ILogger logger, long seconds, string direction);

    [LoggerMessage(LogLevel.Information, "This machine's clock agrees with the database's again.")]
    private static partial void LogRightClock(ILogger logger);

    [LoggerMessage(
        LogLevel.Information,
        "The database's clock, which says {Now:u}, has gone forward by more than an hour since a service last read it. If it is wrong, set it: deleted secrets and audit events that are past their time are destroyed after {Until:u}."
    )]
    private static partial void LogPaused(ILogger logger, DateTimeOffset now, DateTimeOffset until);

    [LoggerMessage(LogLevel.Warning, "The key ring is not taken over, and the one in use stays. {Problem}")]
    private static partial void LogRingKept(ILogger logger, string problem);
}
