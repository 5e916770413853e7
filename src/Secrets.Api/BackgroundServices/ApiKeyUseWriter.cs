using Secrets.Application;
using Secrets.Application.ApiKeys;

namespace Secrets.Api.BackgroundServices;

/// <summary>Writes when API keys were last used: every 30 seconds, and when the service stops.</summary>
internal sealed class ApiKeyUseWriter(ApiKeyUses uses, TimeProvider time, ServiceMetrics metrics, ILogger<ApiKeyUseWriter> logger)
    : PeriodicBackgroundService(TimeSpan.FromSeconds(30), time, metrics, logger)
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RunAsync(CancellationToken.None);
    }

    // Not cancelled, since the uses that are being written would be lost.
    protected override Task RunAsync(CancellationToken stoppingToken) =>
        TryAsync("The times at which API keys were last used could not be written", _ => uses.WriteAsync(), stoppingToken);
}
