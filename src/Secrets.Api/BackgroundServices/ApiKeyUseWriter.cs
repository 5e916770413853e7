using Secrets.Application.ApiKeys;

namespace Secrets.Api.BackgroundServices;

/// <summary>Writes every half minute, and at the end, when API keys were last used.</summary>
internal sealed class ApiKeyUseWriter(ApiKeyUses uses, TimeProvider time, ILogger<ApiKeyUseWriter> logger)
    : PeriodicBackgroundService(TimeSpan.FromSeconds(30), time, logger)
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RunAsync(CancellationToken.None);
    }

    // Not cancelled: what it has taken to write would be lost.
    protected override Task RunAsync(CancellationToken stoppingToken) =>
        TryAsync("The times at which API keys were last used could not be written", _ => uses.WriteAsync(), stoppingToken);
}
