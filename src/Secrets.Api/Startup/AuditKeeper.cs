using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Domain;

namespace Secrets.Api.Startup;

/// <summary>Seals events as they come, counts failed authentications into them, removes old ones, and writes checkpoints.</summary>
internal sealed partial class AuditKeeper(
    IAuditSeals seals, FailedAuthenticationCount failures, AuditSettings settings, ServiceMetrics metrics, TimeProvider time, ILogger<AuditKeeper> logger)
    : PeriodicService(TimeSpan.FromSeconds(1), time, logger)
{
    private const int PeriodsPerCount = 30;

    private int _period;
    private long _lastSeal;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.ObserveAuditLag(() => seals.Lag);
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
        if (_period++ % PeriodsPerCount == 0)
        {
            await CountAsync(stoppingToken);
            await TryAsync("Old audit events could not be removed", RemoveAsync, stoppingToken);
            await CheckpointAsync(stoppingToken);
        }
    }

    private Task SealAsync(CancellationToken cancellationToken) => TryAsync("Audit events could not be sealed", seals.SealAsync, cancellationToken);

    private Task CountAsync(CancellationToken cancellationToken) =>
        TryAsync("Failed authentications could not be counted", _ => failures.WriteAsync(), cancellationToken);

    private Task CheckpointAsync(CancellationToken cancellationToken) =>
        TryAsync("The audit checkpoint could not be written", WriteCheckpointAsync, cancellationToken);

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (settings.Retention is { } retention && await seals.RemoveAsync(Clock.Microseconds(Time.GetUtcNow() - retention), cancellationToken) is > 0 and var removed)
        {
            LogRemoved(logger, removed);
        }
    }

    private async Task WriteCheckpointAsync(CancellationToken cancellationToken)
    {
        if (settings.CheckpointPath is { } path && await seals.FindLastAsync(cancellationToken) is { } last && last.Seal != _lastSeal)
        {
            // A database that was put back must not take the proof of that away.
            if (File.Exists(path) && !await seals.HasAsync(await CheckpointFile.ReadAsync(path, cancellationToken), cancellationToken))
            {
                LogOlder(logger, path);
                return;
            }

            CheckpointFile.Write(path, last);
            _lastSeal = last.Seal;
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Count} audit events that were past their time.")]
    private static partial void LogRemoved(ILogger logger, int count);

    [LoggerMessage(LogLevel.Critical, "The audit checkpoint '{Path}' is of no seal that this database has: the database is older than it, or another. It is left as it is.")]
    private static partial void LogOlder(ILogger logger, string path);
}
