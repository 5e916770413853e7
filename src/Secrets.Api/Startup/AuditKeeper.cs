using System.Text.Json;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Domain;

namespace Secrets.Api.Startup;

/// <summary>Seals events as they come, counts failed authentications into them, removes old ones, and writes checkpoints.</summary>
internal sealed partial class AuditKeeper(
    IAuditSeals seals, FailedAuthenticationCount failures, AuditSettings settings, ServiceMetrics metrics, TimeProvider time, ILogger<AuditKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private const int PeriodsPerCount = 30;

    private long _lastSeal;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.ObserveAuditLag(() => seals.Lag);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(failures.WriteAsync);
        await TryAsync(() => seals.SealAsync(CancellationToken.None));
        await TryAsync(() => WriteCheckpointAsync(CancellationToken.None));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            for (var i = 0; await timer.WaitForNextTickAsync(stoppingToken); i++)
            {
                await TryAsync(() => seals.SealAsync(stoppingToken));
                if (i % PeriodsPerCount == 0)
                {
                    await TryAsync(failures.WriteAsync);
                    await TryAsync(() => RemoveAsync(stoppingToken));
                    await TryAsync(() => WriteCheckpointAsync(stoppingToken));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (settings.Retention is { } retention && await seals.RemoveAsync(Clock.Microseconds(time.GetUtcNow() - retention), cancellationToken) is > 0 and var removed)
        {
            LogRemoved(logger, removed);
        }
    }

    private async Task WriteCheckpointAsync(CancellationToken cancellationToken)
    {
        if (settings.CheckpointPath is { } path && await seals.FindLastAsync(cancellationToken) is { } last && last.Seal != _lastSeal)
        {
            try
            {
                // A database that was put back must not take the proof of that away.
                if (File.Exists(path) && !await seals.HasAsync(await CheckpointFile.ReadAsync(path, cancellationToken), cancellationToken))
                {
                    LogOlder(logger, path);
                    return;
                }

                await CheckpointFile.WriteAsync(path, last, cancellationToken);
                _lastSeal = last.Seal;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                LogNoCheckpoint(logger, e);
            }
        }
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StorageUnavailableException e)
        {
            LogNotKept(logger, e);
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Count} audit events that were past their time.")]
    private static partial void LogRemoved(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "Audit events could not be sealed or counted; it is tried again.")]
    private static partial void LogNotKept(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Critical, "The audit checkpoint '{Path}' is of no seal that this database has: the database is older than it, or another. It is left as it is.")]
    private static partial void LogOlder(ILogger logger, string path);

    [LoggerMessage(LogLevel.Error, "The audit checkpoint could not be written; it is tried again.")]
    private static partial void LogNoCheckpoint(ILogger logger, Exception exception);
}
