using System.Runtime.CompilerServices;
using Secrets.Application.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Reads the data of all owners for the diagnosis.</summary>
internal sealed class DiagnosisRepository(IDatabase database)
{
    private const int PageSize = 200;
    private const string RandomPage = "ORDER BY random() LIMIT @Limit";

    private static readonly (string What, string Sql)[] Times =
    [
        ("running services", "SELECT seen_at AS at FROM replicas"),
        ("leases", "SELECT expires_at AS at FROM leases"),
        ("checkpoints of the audit chain", "SELECT at FROM audit_checkpoints"),
        ("the newest audit events", "SELECT at FROM (SELECT at FROM audit_events ORDER BY position DESC LIMIT 1000) AS newest"),
        ("deleted secrets", "SELECT deleted_at AS at FROM deleted_secrets"),
        ("secrets", "SELECT updated_at AS at FROM secrets"),
        ("owner keys", "SELECT created_at AS at FROM owner_keys"),
        ("API keys", "SELECT created_at AS at FROM api_keys"),
    ];

    /// <summary>Returns the time of the database's clock, in microseconds since 1970.</summary>
    public async Task<long> NowAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<long>($"SELECT {database.Now}", new { }, cancellationToken))[0];

    /// <summary>
    /// Returns the kinds of rows with times that are further in the future than <paramref name="difference"/>, with their number and the
    /// latest time.
    /// </summary>
    public async Task<IReadOnlyList<(string What, long Count, long Latest)>> ListFutureTimesAsync(
        TimeSpan difference,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(string, long, long)>();
        foreach (var (what, sql) in Times)
        {
            var (count, latest) = (
                await database.QueryAsync<(long Count, long Latest)>(
                    $"SELECT count(*), coalesce(max(at), 0) FROM ({sql}) AS noted WHERE at > {database.Now} + @Difference",
                    new { Difference = (long)difference.TotalMicroseconds },
                    cancellationToken
                )
            )[0];
            if (count > 0)
            {
                found.Add((what, count, latest));
            }
        }

        return found;
    }

    /// <summary>Returns the number of audit events after a position, and the age of the oldest in microseconds.</summary>
    public async Task<(long Count, long OldestAge)> CountEventsAfterAsync(long position, CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<(long Count, long OldestAge)>(
                $"SELECT count(*), coalesce({database.Now} - min(at), 0) FROM audit_events WHERE position > @position",
                new { position },
                cancellationToken
            )
        )[0];

    /// <summary>Returns the number of current, old and deleted values.</summary>
    public async Task<long> CountValuesAsync(CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<long>(
                "SELECT count(*) FROM secrets UNION ALL SELECT count(*) FROM secret_versions",
                new { },
                cancellationToken
            )
        ).Sum();

    /// <param name="sample">The number of random values to list; null for all.</param>
    public IAsyncEnumerable<EncryptedSecret> ListCurrentValuesAsync(int? sample, CancellationToken cancellationToken) =>
        ListAsync(
            sample is null
                ? $"{EnvelopeRow.SelectCurrent} WHERE (owner_id, id) > (@OwnerId, @SecretId) ORDER BY owner_id, id LIMIT @Limit"
                : $"{EnvelopeRow.SelectCurrent} {RandomPage}",
            sample,
            cancellationToken
        );

    /// <param name="sample">The number of random old and deleted values to list; null for all.</param>
    public IAsyncEnumerable<EncryptedSecret> ListOldValuesAsync(int? sample, CancellationToken cancellationToken) =>
        ListAsync(
            sample is null
                ? $"""
                {EnvelopeRow.SelectOld}
                WHERE (owner_id, secret_id, version) > (@OwnerId, @SecretId, @Version) ORDER BY owner_id, secret_id, version LIMIT @Limit
                {EnvelopeRow.EndOld}
                """
                : $"{EnvelopeRow.SelectOld} {RandomPage} {EnvelopeRow.EndOld}",
            sample,
            cancellationToken
        );

    private async IAsyncEnumerable<EncryptedSecret> ListAsync(
        string sql,
        int? sample,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var last = new EnvelopeRow();
        while (await PageAsync(last, cancellationToken) is [.., var end] rows)
        {
            foreach (var row in rows)
            {
                yield return row.Secret;
            }

            if (sample is not null)
            {
                yield break;
            }

            last = end;
        }

        Task<IReadOnlyList<EnvelopeRow>> PageAsync(EnvelopeRow after, CancellationToken cancellationToken) =>
            database.QueryAsync<EnvelopeRow>(
                sql,
                new
                {
                    after.OwnerId,
                    after.SecretId,
                    after.Version,
                    Limit = sample ?? PageSize,
                },
                cancellationToken
            );
    }
}
