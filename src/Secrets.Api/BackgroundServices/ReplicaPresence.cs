using Secrets.Application;
using Secrets.Application.Clocks;
using Secrets.Application.KeyRing;
using Secrets.Domain;

namespace Secrets.Api.BackgroundServices;

/// <summary>
/// Registers this replica in the database for the commands that change the key ring, loads changes of the key ring, and compares the
/// clocks.
/// </summary>
internal sealed partial class ReplicaPresence(
    IReplica replica,
    IDatabaseClock clock,
    ServiceMetrics metrics,
    TimeProvider time,
    ILogger<ReplicaPresence> logger
) : PeriodicBackgroundService(TimeSpan.FromSeconds(5), time, metrics, logger)
{
    private const string NotRegistered = "This service could not be registered in the database";

    private string? _problem;
    private bool _isWrong;
    private bool _isPaused;

    // Before the service listens, so that no promotion of a root key misses this replica.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        Metrics.ObserveKeyRingAge(() => replica.RingAge);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(NotRegistered, _ => replica.LeaveAsync(), CancellationToken.None);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await TryAsync(NotRegistered, FollowAsync, stoppingToken);
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
        "This machine's clock is {Seconds} seconds {Direction} the database's. Until they agree, this service destroys nothing that has "
            + "expired. Set both clocks by NTP."
    )]
    private static partial void LogWrongClock(ILogger logger, long seconds, string direction);

    [LoggerMessage(LogLevel.Information, "This machine's clock agrees with the database's again.")]
    private static partial void LogRightClock(ILogger logger);

    [LoggerMessage(
        LogLevel.Information,
        "The database's clock, now {Now:u}, has gone forward by more than an hour since a service last read it. If it is wrong, set it: "
            + "expired deleted secrets and audit events are destroyed after {Until:u}."
    )]
    private static partial void LogPaused(ILogger logger, DateTimeOffset now, DateTimeOffset until);

    [LoggerMessage(LogLevel.Warning, "The changed key ring cannot be used; the loaded one stays in use. {Problem}")]
    private static partial void LogRingKept(ILogger logger, string problem);
}
