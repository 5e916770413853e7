using Secrets.Application.Audit;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Audit;

/// <summary>Compares the rows of secrets with their events. Rows are read first, so that a service may go on writing in the meantime.</summary>
internal sealed class SecretComparison(IDatabase database)
{
    private const int MaxRows = 20_000;
    private const int MaxAttempts = 10;

    private static readonly string Actions = string.Join(", ", SecretState.Actions.Select(action => $"'{action}'"));

    private readonly Dictionary<(Guid OwnerId, Guid Id), SecretRows> _rows = [];
    private readonly Dictionary<(Guid OwnerId, Guid Id), SecretState> _states = [];
    private long _begin;

    /// <summary>To be called before rows are added: what is changed after it is left to the next comparison.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) =>
        _begin = (await database.QueryAsync<long>("SELECT coalesce(max(position), 0) FROM audit_events", new { }, cancellationToken))[0];

    public async Task ReadRowsAsync(CancellationToken cancellationToken)
    {
        foreach (var isDeleted in new[] { false, true })
        {
            var table = isDeleted ? "deleted_secrets" : "secrets";
            (Guid OwnerId, Guid Id, long Version, long Revision) last = default;
            while (
                await database.QueryAsync<(Guid OwnerId, Guid Id, long Version, long Revision)>(
                    $"SELECT owner_id, id, version, revision FROM {table} WHERE (owner_id, id) > (@OwnerId, @Id) ORDER BY owner_id, id LIMIT @MaxRows",
                    new
                    {
                        last.OwnerId,
                        last.Id,
                        MaxRows,
                    },
                    cancellationToken
                )
                    is [.., var end] page
            )
            {
                foreach (var row in page)
                {
                    _rows[(row.OwnerId, row.Id)] = new SecretRows(isDeleted, row.Version, row.Revision, 0, 0, 0);
                }

                last = end;
            }
        }
    }

    /// <summary>Versions come in their order, after the other rows.</summary>
    public void AddOldVersion(Guid ownerId, Guid secretId, long version)
    {
        var rows = _rows.GetValueOrDefault((ownerId, secretId));
        _rows[(ownerId, secretId)] = rows with
        {
            OldVersions = rows.OldVersions + 1,
            OldestVersion = rows.OldVersions == 0 ? version : rows.OldestVersion,
            NewestOldVersion = version,
        };
    }

    public void Add(AuditEvent read)
    {
        if (
            read is { SecretId: { } id, Result: AuditResults.Done }
            && SecretState.After(_states.GetValueOrDefault((read.OwnerId, id)), read) is { } state
        )
        {
            _states[(read.OwnerId, id)] = state;
        }
    }

    /// <summary>Returns the first secret whose rows its events do not explain, or null.</summary>
    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        foreach (var (ownerId, id) in _rows.Keys.Union(_states.Keys))
        {
            var state = _states.GetValueOrDefault((ownerId, id));
            if (
                !(state?.Position > _begin)
                && _rows.GetValueOrDefault((ownerId, id)).FindFault(state) is not null
                && await CompareAgainAsync(ownerId, id, cancellationToken) is { } fault
            )
            {
                return $"secret {id} of owner {ownerId} {fault}";
            }
        }

        return null;
    }

    // Rows and events of one moment: what was read before may have been changed between the two.
    private async Task<string?> CompareAgainAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        string? fault = null;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var rows = await ReadAsync(ownerId, id, cancellationToken);
            var events = await database.QueryAsync<AuditEvent>(
                $"SELECT {AuditRow.Columns} FROM audit_events WHERE owner_id = @ownerId AND secret_id = @id AND result = '{AuditResults.Done}' AND action IN ({Actions}) ORDER BY position",
                new { ownerId, id },
                cancellationToken
            );
            fault = rows.FindFault(events.Aggregate((SecretState?)null, SecretState.After));
            if (fault is null || rows == await ReadAsync(ownerId, id, cancellationToken))
            {
                break;
            }
        }

        return fault;
    }

    private async Task<SecretRows> ReadAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(
            long IsDeleted,
            long Version,
            long Revision,
            long OldVersions,
            long OldestVersion,
            long NewestOldVersion
        )>(
            """
            SELECT is_deleted, version, revision, count, oldest, newest
            FROM (SELECT count(*) AS count, coalesce(min(version), 0) AS oldest, coalesce(max(version), 0) AS newest FROM secret_versions WHERE owner_id = @ownerId AND secret_id = @id) old
            LEFT JOIN (SELECT 0 AS is_deleted, version, revision FROM secrets WHERE owner_id = @ownerId AND id = @id
                       UNION ALL SELECT 1, version, revision FROM deleted_secrets WHERE owner_id = @ownerId AND id = @id) found ON true
            """,
            new { ownerId, id },
            cancellationToken
        );
        var row = rows[0];
        return new SecretRows(
            row.Version == 0 ? null : row.IsDeleted == 1,
            row.Version,
            row.Revision,
            row.OldVersions,
            row.OldestVersion,
            row.NewestOldVersion
        );
    }
}
