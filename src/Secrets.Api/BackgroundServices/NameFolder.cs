using Secrets.Application;
using Secrets.Application.Secrets;

namespace Secrets.Api.BackgroundServices;

/// <summary>
/// Computes the folded form of names that older programs stored: at the start and then every ten minutes, since replicas of an older
/// program may still run.
/// </summary>
internal sealed partial class NameFolder(
    ISecretRepository repository,
    TimeProvider time,
    ServiceMetrics metrics,
    ILogger<NameFolder> logger
) : PeriodicBackgroundService(TimeSpan.FromMinutes(10), time, metrics, logger)
{
    protected override bool RunsAtStart => true;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        TryAsync("Folded names could not be stored", FoldAsync, stoppingToken);

    private async Task FoldAsync(CancellationToken stoppingToken) => LogFolded(logger, await repository.FoldNamesAsync(stoppingToken));

    [LoggerMessage(LogLevel.Debug, "All names of secrets are folded, {Count} of them by this run.")]
    private static partial void LogFolded(ILogger logger, int count);
}
