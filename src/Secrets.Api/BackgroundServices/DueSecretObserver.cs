using MediatR;
using Secrets.Application;
using Secrets.Application.Secrets.NoteDueSecrets;

namespace Secrets.Api.BackgroundServices;

/// <summary>Writes events of secrets that have become due, and counts those that are: at the start, and then every minute.</summary>
internal sealed class DueSecretObserver(IMediator mediator, TimeProvider time, ServiceMetrics metrics, ILogger<DueSecretObserver> logger)
    : PeriodicBackgroundService(TimeSpan.FromMinutes(1), time, metrics, logger)
{
    // -1 until it is known.
    private long _count = -1;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Metrics.ObserveDueSecrets(() => Interlocked.Read(ref _count) is >= 0 and var count ? count : null);
        return base.StartAsync(cancellationToken);
    }

    protected override bool RunsAtStart => true;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        TryAsync("Due secrets could not be found", CountAsync, stoppingToken);

    private async Task CountAsync(CancellationToken stoppingToken) =>
        Interlocked.Exchange(ref _count, await mediator.Send(new NoteDueSecretsCommand(), stoppingToken));
}
