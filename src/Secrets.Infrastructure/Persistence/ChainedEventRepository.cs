using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Reads audit events in the order of the chain.</summary>
internal sealed class ChainedEventRepository(IDatabase database, IDatabaseServer server) : IChainedEventRepository
{
    private const string Run = "FROM audit_events WHERE position > @after AND position <= @until ORDER BY position LIMIT @limit";

    public async Task<(long Position, long ReadAt)> FindSettledPositionAsync(CancellationToken cancellationToken)
    {
        var settled = await server.GetSettledPositionAsync(cancellationToken);
        return (settled.Position, settled.ReadAt);
    }

    public async Task<long> FindLastPositionAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<long>("SELECT coalesce(max(position), 0) FROM audit_events", new { }, cancellationToken))[0];

    public async Task<long?> FindLatestTimeAsync(long until, CancellationToken cancellationToken) =>
        (await database.QueryAsync<long?>("SELECT max(at) FROM audit_events WHERE position <= @until", new { until }, cancellationToken))[
            0
        ];

    public async Task<bool> HasAsync(Guid id, CancellationToken cancellationToken) =>
        await database.QueryAsync<Guid>("SELECT id FROM audit_events WHERE id = @id LIMIT 1", new { id }, cancellationToken) is [_];

    public Task<IReadOnlyList<AuditEvent>> ListAsync(long after, long until, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync<AuditEvent>(
            $"SELECT {AuditRow.Columns} {Run}",
            new
            {
                after,
                until,
                limit,
            },
            cancellationToken
        );

    public Task<IReadOnlyList<ChainedEvent>> ListChainedAsync(long after, long until, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync<ChainedEvent>(
            $"SELECT owner_id AS OwnerId, id AS Id, position AS Position, mac AS Mac {Run}",
            new
            {
                after,
                until,
                limit,
            },
            cancellationToken
        );
}
