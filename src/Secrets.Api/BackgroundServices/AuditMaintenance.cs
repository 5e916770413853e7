using Secrets.Api.Configuration;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;

namespace Secrets.Api.BackgroundServices;

/// <summary>Extends the audit chain each second, writes counted denials and checkpoints, and removes expired events.</summary>
internal sealed partial class AuditMaintenance(
    IAuditSeals seals,
    IDatabaseClock clock,
    CheckpointWriter checkpoints,
    DenialCount denials,
    AuditSettings settings,
    ServiceMetrics metrics,
    TimeProvider time,
    ILogger<AuditMaintenance> logger
) : PeriodicBackgroundService(TimeSpan.FromSeconds(1), time, metrics, logger)
{
    private const int PeriodsPerCount = 30;
    private const int PeriodsPerCheckpoint = 10;

    private int _period;
    private int _minutesWaited;
    private long? _lostBlock;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        checkpoints.Start();
        Metrics.ObserveAuditLag(() => seals.Wait);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteDenialsAsync(CancellationToken.None);
        await ExtendChainAsync(CancellationToken.None);
        await WriteCheckpointAsync(CancellationToken.None);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await ExtendChainAsync(stoppingToken);
        WarnOfProblems();
        if (_period % PeriodsPerCount == 0)
        {
            await WriteDenialsAsync(stoppingToken);
            await TryAsync("Expired audit events could not be removed", RemoveExpiredAsync, stoppingToken);
        }

        if (_period % PeriodsPerCheckpoint == 0)
        {
            await WriteCheckpointAsync(stoppingToken);
        }

        _period++;
    }

    private Task ExtendChainAsync(CancellationToken cancellationToken) =>
        TryAsync("The audit chain could not be extended", seals.SealAsync, cancellationToken);

    private Task WriteDenialsAsync(CancellationToken cancellationToken) =>
        TryAsync("Denied requests could not be written to the audit log", _ => denials.WriteAsync(), cancellationToken);

    private Task WriteCheckpointAsync(CancellationToken cancellationToken) =>
        TryAsync("The audit checkpoint could not be written", checkpoints.WriteAsync, cancellationToken);

    private async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        if (
            settings.Retention is { } retention
            && await clock.ReadAsync(cancellationToken) is { AllowsDestruction: true } reading
            && await seals.RemoveAsync(reading.Now - (long)retention.TotalMicroseconds, cancellationToken) is > 0 and var removed
        )
        {
            LogRemoved(logger, removed);
        }
    }

    private void WarnOfProblems()
    {
        var minutes = (int)seals.Wait.TotalMinutes;
        if (minutes > _minutesWaited)
        {
            LogWaiting(logger, (long)seals.Wait.TotalSeconds);
        }

        _minutesWaited = minutes;
        if (seals.LostSeal is { } lost && lost != _lostBlock)
        {
            _lostBlock = lost;
            LogLostBlock(logger, lost);
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Count} audit events whose retention time has passed.")]
    private static partial void LogRemoved(ILogger logger, int count);

    [LoggerMessage(
        LogLevel.Warning,
        "Audit events have waited for {Seconds} seconds to enter the audit chain. Until they do, anybody who can write to the database can "
            + "remove them without a trace. Run doctor. On Postgres, look for long transactions in pg_stat_activity."
    )]
    private static partial void LogWaiting(ILogger logger, long seconds);

    [LoggerMessage(
        LogLevel.Critical,
        "Block {Number} of the audit chain, which this service has seen, no longer exists: the newest events were removed, or the database "
            + "was restored to an older state. Run audit verify with the last checkpoint."
    )]
    private static partial void LogLostBlock(ILogger logger, long number);
}
