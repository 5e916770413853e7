using Secrets.Application.Secrets;

namespace Secrets.Api.BackgroundServices;

/// <summary>Computes, at the start and then every ten minutes, the folded form of names that older programs stored, even while replicas of them run.</summary>
internal sealed partial class NameFolder(ISecretRepository repository, TimeProvider time, ILogger<NameFolder> logger)
    : PeriodicBackgroundService(TimeSpan.FromMinutes(10), time, logger)
{
    protected override bool RunsAtStart => true;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        TryAsync("Folded names could not be stored", FoldAsync, stoppingToken);

    private async Task FoldAsync(CancellationToken stoppingToken) => LogFolded(logger, await repository.FoldNamesAsync(stoppingToken));

    [LoggerMessage(LogLevel.Debug, "The names of secrets are folded, {Count} of them now.")]
    private static partial void LogFolded(ILogger logger, int count);
}
