using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;
using Secrets.Application.Audit.VerifyAudit;

namespace Secrets.Api.Tests;

/// <summary>The audit chain of a running service.</summary>
internal static class AuditChain
{
    private const string PendingEvents =
        "SELECT count(*) FROM audit_events WHERE position > (SELECT coalesce(max(last_position), 0) FROM audit_blocks)";

    /// <summary>
    /// Extends the chain over all events, and lets the service see the last block. Transactions of other tests on the same server may have
    /// yet to end.
    /// </summary>
    public static async Task ExtendChainAsync(this RunningService service)
    {
        do
        {
            await service.Services.GetRequiredService<AuditChainWriter>().ExtendAsync(CancellationToken.None);
        } while (await service.Database.ScalarAsync<long>(PendingEvents) > 0);
    }

    public static TimeSpan? ChainLag(this RunningService service) => service.Services.GetRequiredService<AuditChainWriter>().Lag;

    public static async Task<AuditCheckpoint> LastCheckpointAsync(this RunningService service) =>
        (await service.Services.GetRequiredService<AuditCheckpoints>().FindLastAsync(CancellationToken.None))!;

    public static Task<AuditReport> VerifyAuditAsync(this RunningService service, AuditCheckpoint? checkpoint = null) =>
        service.Services.GetRequiredService<IMediator>().Send(new VerifyAuditQuery(checkpoint));
}
