using MediatR;
using Secrets.Application;
using Secrets.Application.ApiKeys.PurgeChildKeys;

namespace Secrets.Api.BackgroundServices;

/// <summary>Deletes child keys that expired a day ago: at the start, and then every ten minutes.</summary>
internal sealed class ChildKeyPurger(IMediator mediator, TimeProvider time, ServiceMetrics metrics, ILogger<ChildKeyPurger> logger)
    : PeriodicBackgroundService(TimeSpan.FromMinutes(10), time, metrics, logger)
{
    protected override bool RunsAtStart => true;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        TryAsync(
            "Expired child keys could not be deleted",
            cancellationToken => mediator.Send(new PurgeChildKeysCommand(), cancellationToken),
            stoppingToken
        );
}
