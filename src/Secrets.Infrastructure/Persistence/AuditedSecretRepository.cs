using System.Runtime.CompilerServices;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Reads the rows of all secrets for the verification of the audit log.</summary>
internal sealed class AuditedSecretRepository(IDatabase database) : IAuditedSecretRepository
{
    private const int PageSize = 20_000;

    private const string CurrentSecrets = """
        SELECT owner_id, id, version, revision, value_created_at
        FROM secrets WHERE (owner_id, id) > (@OwnerId, @Id) ORDER BY owner_id, id LIMIT @PageSize
        """;

    private const string DeletedSecrets = """
        SELECT owner_id, id, version, revision, CAST(NULL AS bigint)
        FROM deleted_secrets WHERE (owner_id, id) > (@OwnerId, @Id) ORDER BY owner_id, id LIMIT @PageSize
        """;

    private const string OldVersions = """
        SELECT owner_id AS OwnerId, secret_id AS SecretId, version AS Version, created_at AS CreatedAt
        FROM secret_versions WHERE (owner_id, secret_id, version) > (@OwnerId, @SecretId, @Version)
        ORDER BY owner_id, secret_id, version LIMIT @PageSize
        """;

    private const string Rows = """
        SELECT is_deleted, version, revision, old_version
        FROM (SELECT 1 AS number) one
        LEFT JOIN (SELECT 0 AS is_deleted, version, revision FROM secrets WHERE owner_id = @ownerId AND id = @id
                   UNION ALL SELECT 1, version, revision FROM deleted_secrets WHERE owner_id = @ownerId AND id = @id) found ON true
        LEFT JOIN (SELECT version AS old_version FROM secret_versions WHERE owner_id = @ownerId AND secret_id = @id) old ON true
        ORDER BY old_version
        """;

    private static readonly string Changes = $"""
        SELECT {AuditRow.Columns} FROM audit_events
        WHERE owner_id = @ownerId AND secret_id = @id AND result = '{AuditResults.Done}'
          AND action IN ({string.Join(", ", SecretState.Actions.Select(action => $"'{action}'"))})
        ORDER BY position
        """;

    public async IAsyncEnumerable<AuditedSecret> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var isDeleted in new[] { false, true })
        {
            (Guid OwnerId, Guid Id) last = default;
            while (
                await database.QueryAsync<(Guid OwnerId, Guid Id, long Version, long Revision, long? ValueCreatedAt)>(
                    isDeleted ? DeletedSecrets : CurrentSecrets,
                    new
                    {
                        last.OwnerId,
                        last.Id,
                        PageSize,
                    },
                    cancellationToken
                )
                    is [.., var end] page
            )
            {
                foreach (var row in page)
                {
                    yield return new AuditedSecret(row.OwnerId, row.Id, isDeleted, row.Version, row.Revision, row.ValueCreatedAt);
                }

                last = (end.OwnerId, end.Id);
            }
        }
    }

    public async IAsyncEnumerable<AuditedVersion> ListOldVersionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new AuditedVersion(default, default, 0, 0);
        while (
            await database.QueryAsync<AuditedVersion>(
                OldVersions,
                new
                {
                    last.OwnerId,
                    last.SecretId,
                    last.Version,
                    PageSize,
                },
                cancellationToken
            )
                is [.., var end] page
        )
        {
            foreach (var version in page)
            {
                yield return version;
            }

            last = end;
        }
    }

    public async Task<SecretRows> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(long IsDeleted, long Version, long Revision, long? OldVersion)>(
            Rows,
            new { ownerId, id },
            cancellationToken
        );
        var (isDeleted, version, revision, _) = rows[0];
        var oldVersions = rows.Select(row => row.OldVersion).OfType<long>();
        return new SecretRows(version == 0 ? null : isDeleted == 1, version, revision, [.. oldVersions]);
    }

    public Task<IReadOnlyList<AuditEvent>> ListChangesAsync(Guid ownerId, Guid id, CancellationToken cancellationToken) =>
        database.QueryAsync<AuditEvent>(Changes, new { ownerId, id }, cancellationToken);
}
