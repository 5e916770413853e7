using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;

namespace Secrets.Api.Tests;

/// <summary>Writes audit blocks without waiting for the background service.</summary>
internal static class AuditBlocks
{
    private const string CountWithoutBlock =
        "SELECT count(*) FROM audit_events WHERE position > (SELECT coalesce(max(last_position), 0) FROM audit_blocks)";

    /// <summary>Writes blocks until every event is in one. Open transactions of other tests on the same server can delay that.</summary>
    public static async Task WriteAuditBlocksAsync(this RunningService service)
    {
        while (await service.Database.ScalarAsync<long>(CountWithoutBlock) > 0)
        {
            await service.Services.GetRequiredService<IAuditSeals>().SealAsync(CancellationToken.None);
        }
    }
}
