using Secrets.Application.Audit;
using Secrets.Application.Diagnosis.GetStatus;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Reads the status of all owners. No query reads all secrets or all audit events.</summary>
internal sealed class StatusRepository(IDatabase database, IDatabaseServer server, Migrations migrations, IAuditChainRepository chain)
    : IStatusRepository
{
    private const string SelectNewest = "FROM audit_events ORDER BY position DESC";

    private const string SelectPending =
        "SELECT count(*), min(at) FROM "
        + "(SELECT at FROM audit_events WHERE position > @LastPosition ORDER BY position LIMIT @MaxPendingEvents) AS pending";

    private static readonly string Changes = string.Join(
        ", ",
        AuditActions.GivingValues.Append(AuditActions.UpdateSecret).Append(AuditActions.DeleteSecret).Select(action => $"'{action}'")
    );

    private readonly string _since = $"at > {database.Now} - {SecretsStatus.Day.TotalMicroseconds}";

    public async Task<DatabaseStatus> GetDatabaseAsync(CancellationToken cancellationToken) =>
        new(
            server.Name,
            await server.GetVersionAsync(cancellationToken),
            server.Place,
            await server.GetSizeAsync(cancellationToken),
            await migrations.FindAsync(cancellationToken)
        );

    public async Task<AuditStatus> GetAuditAsync(CancellationToken cancellationToken)
    {
        var last = await chain.FindLastAsync(cancellationToken);
        var (count, at) = (
            await database.QueryAsync<(long Count, long? At)>(
                SelectPending,
                new { last.LastPosition, AuditStatus.MaxPendingEvents },
                cancellationToken
            )
        )[0];
        return new AuditStatus(
            last.Number,
            last.Number == 0 ? null : Clock.Time(last.CreatedAt),
            count,
            at is { } since ? Clock.Time(since) : null
        );
    }

    public async Task<IReadOnlyList<EndingApiKey>> ListEndingApiKeysAsync(CancellationToken cancellationToken)
    {
        var keys = await database.QueryAsync<(string Owner, Guid Id, string Name, long EndsAt)>(
            $"""
            SELECT owners.name, api_keys.id, api_keys.name, {ApiKeyRepository.EndsAt} AS ends_at
            FROM owners JOIN api_keys ON api_keys.owner_id = owners.id AND api_keys.revoked_at IS NULL AND parent_id IS NULL
            WHERE {ApiKeyRepository.EndsAt} > {database.Now} AND {ApiKeyRepository.EndsAt} < {database.Now} + @Period
            ORDER BY ends_at, api_keys.id LIMIT @MaxListed
            """,
            new { Period = (long)EndingApiKey.Period.TotalMicroseconds, EndingApiKey.MaxListed },
            cancellationToken
        );
        return [.. keys.Select(key => new EndingApiKey(key.Owner, key.Id, key.Name, Clock.Time(key.EndsAt)))];
    }

    public async Task<SecretsStatus> GetSecretsAsync(CancellationToken cancellationToken)
    {
        var (count, owners) = (
            await database.QueryAsync<(long Count, long Owners)>(
                "SELECT CAST(coalesce(sum(change), 0) AS bigint), count(DISTINCT owner_id) FROM secret_counts",
                new { },
                cancellationToken
            )
        )[0];
        var changes = await database.QueryAsync<(string Owner, long Changes, long Total)>(
            $"""
            SELECT owners.name, count(*), CAST(sum(count(*)) OVER () AS bigint)
            FROM (SELECT owner_id, at, action, result {SelectNewest} LIMIT @MaxEvents) AS newest
            JOIN owners ON owners.id = newest.owner_id
            WHERE {_since} AND action IN ({Changes}) AND result = '{AuditResults.Done}'
            GROUP BY owners.name ORDER BY count(*) DESC, owners.name LIMIT @MaxOwners
            """,
            new { SecretsStatus.MaxEvents, SecretsStatus.MaxOwners },
            cancellationToken
        );
        var ages = await database.QueryAsync<long>(
            $"SELECT {database.Now} - at {SelectNewest} LIMIT 1 OFFSET @MaxEvents",
            new { SecretsStatus.MaxEvents },
            cancellationToken
        );
        return new SecretsStatus(
            count,
            owners,
            changes is [var (_, _, total), ..] ? total : 0,
            HasAllChanges: ages is not [var age] || age >= SecretsStatus.Day.TotalMicroseconds,
            [.. changes.Select(change => new OwnerChanges(change.Owner, change.Changes))]
        );
    }
}
