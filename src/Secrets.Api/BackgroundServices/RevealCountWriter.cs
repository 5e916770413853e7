using Secrets.Application;
using Secrets.Application.Secrets;

namespace Secrets.Api.BackgroundServices;

/// <summary>Writes how often secrets were revealed: every 30 seconds, earlier if there are many, and when the service stops.</summary>
internal sealed partial class RevealCountWriter(
    RevealCounts counts,
    TimeProvider time,
    ServiceMetrics metrics,
    ILogger<RevealCountWriter> logger
) : PeriodicBackgroundService(TimeSpan.FromSeconds(1), time, metrics, logger)
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(CancellationToken.None);
    }

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        counts.AreDue ? TryWriteAsync(stoppingToken) : Task.CompletedTask;

    // Not cancelled, since the counts that are being written would be lost.
    private Task TryWriteAsync(CancellationToken stoppingToken) =>
        TryAsync("The number of reveals could not be written", _ => WriteAsync(), stoppingToken);

    private async Task WriteAsync()
    {
        if (await counts.WriteAsync() is > 0 and var dropped)
        {
            LogDropped(logger, dropped, RevealCounts.MaxSecrets);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} reveals were not counted, because those of {MaxSecrets} secrets could not be written.")]
    private static partial void LogDropped(ILogger logger, long count, int maxSecrets);
}
