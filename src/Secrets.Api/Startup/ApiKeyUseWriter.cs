using Secrets.Application;
using Secrets.Application.ApiKeys;

namespace Secrets.Api.Startup;

/// <summary>Writes every half minute, and at the end, when API keys were last used.</summary>
internal sealed partial class ApiKeyUseWriter(ApiKeyUses uses, TimeProvider time, ILogger<ApiKeyUseWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await uses.WriteAsync();
        }
        catch (StorageUnavailableException e)
        {
            LogNotWritten(logger, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When API keys were last used could not be written; it is tried again.")]
    private static partial void LogNotWritten(ILogger logger, Exception exception);
}
