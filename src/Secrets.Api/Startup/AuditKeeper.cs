using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;

namespace Secrets.Api.Startup;

/// <summary>Seals events as they come, counts denied requests into them, removes old ones, and writes checkpoints.</summary>
internal sealed partial class AuditKeeper(
    AuditChainWriter chain,
    ChainWitness witness,
    AuditRetention retention,
    IDatabaseClock clock,
    CheckpointKeeper checkpoints,
    DenialCount denials,
    AuditSettings settings,
    ServiceMetrics metrics,
    TimeProvider time,
    ILogger<AuditKeeper> logger
) : PeriodicService(TimeSpan.FromSeconds(1), time, logger)
{
    private const int PeriodsPerCount = 30;
    private const int PeriodsPerCheckpoint = 10;

    private int _period;
    private int _minutesWaited;
    private long? _lostSeal;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        checkpoints.Start();
        metrics.ObserveAuditLag(() => chain.Wait);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await CountAsync(CancellationToken.None);
        await SealAsync(CancellationToken.None);
        await CheckpointAsync(CancellationToken.None);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await SealAsync(stoppingToken);
        WarnOfUnsealed();
        if (_period % PeriodsPerCount == 0)
        {
            await CountAsync(stoppingToken);
            await TryAsync("Old audit events could not be removed", RemoveAsync, stoppingToken);
        }

        if (_period % PeriodsPerCheckpoint == 0)
        {
            await CheckpointAsync(stoppingToken);
        }

        _period++;
    }

    private Task SealAsync(CancellationToken cancellationToken) =>
        TryAsync("Audit events could not be sealed", chain.ExtendAsync, cancellationToken);

    private Task CountAsync(CancellationToken cancellationToken) =>
        TryAsync("Denied requests could not be counted", _ => denials.WriteAsync(), cancellationToken);

    private Task CheckpointAsync(CancellationToken cancellationToken) =>
        TryAsync("The audit checkpoint could not be written", checkpoints.WriteAsync, cancellationToken);

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (
            settings.Retention is { } kept
            && await clock.ReadAsync(cancellationToken) is { AllowsDestruction: true } reading
            && await retention.RemoveAsync(reading.Now - (long)kept.TotalMicroseconds, cancellationToken) is > 0 and var removed
        )
        {
            LogRemoved(logger, removed);
        }
    }

    private void WarnOfUnsealed()
    {
        var minutes = (int)chain.Wait.TotalMinutes;
        if (minutes > _minutesWaited)
        {
            LogUnsealed(logger, (long)chain.Wait.TotalSeconds);
        }

        _minutesWaited = minutes;
        if (witness.LostBlock is { } lost && lost != _lostSeal)
        {
            _lostSeal = lost;
            LogLostSeal(logger, lost);
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Count} audit events that were past their time.")]
    private static partial void LogRemoved(ILogger logger, int count);

    [LoggerMessage(
        LogLevel.Warning,
        "Audit events have waited for {Seconds} seconds to be sealed. Until they are, whoever writes the database can remove them without a trace. Run doctor; in Postgres, look in pg_stat_activity for transactions that do not end."
    )]
    private static partial void LogUnsealed(ILogger logger, long seconds);

    [LoggerMessage(
        LogLevel.Critical,
        "Seal {Number} of the audit log, which this service has seen, is gone: the newest events were taken away, or the database was put back to an older state. Run audit verify with the last checkpoint."
    )]
    private static partial void LogLostSeal(ILogger logger, long number);
}
