using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.ListMetadata;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Persistence;

internal sealed class SecretRepository(IDatabase database, OwnerKeys ownerKeys) : ISecretRepository
{
    private const int MaxImportBatch = 200;

    private const string Find = $"SELECT {SecretRow.Columns} FROM secrets WHERE owner_id = @ownerId AND name = @name";

    private const string FindWithEnvelope =
        $"SELECT {SecretRow.Columns}, envelope AS Envelope FROM secrets WHERE owner_id = @ownerId AND name = @name";

    private const string FindLookalike = """
        SELECT name AS Names FROM secrets WHERE owner_id = @OwnerId AND folded_name = @FoldedName AND name <> @Name LIMIT 1
        """;

    private const string FindLookalikes = $"""
        SELECT coalesce({SecretRow.JoinNames}, '') AS Names
        FROM (SELECT name FROM secrets WHERE owner_id = @OwnerId AND folded_name = @FoldedName AND name <> @Name LIMIT 100) AS names
        """;

    private const string FindValue = """
        SELECT id, version, envelope, expires_at AS ExpiresAt, due_at AS DueAt, canary
        FROM secrets WHERE owner_id = @ownerId AND name = @name
        """;

    private const string FindVersion = $"""
        {FindValue} AND version = @version
        UNION ALL
        SELECT secrets.id, old.version, old.envelope, expires_at, due_at, canary
        FROM secrets JOIN secret_versions old ON old.owner_id = secrets.owner_id AND old.secret_id = secrets.id
        WHERE secrets.owner_id = @ownerId AND name = @name AND old.version = @version
        """;

    private const string FindValues = """
        SELECT id, version, envelope FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND state = @State
        UNION ALL
        SELECT secrets.id, old.version, old.envelope
        FROM secrets JOIN secret_versions old ON old.owner_id = secrets.owner_id AND old.secret_id = secrets.id
        WHERE secrets.owner_id = @OwnerId AND secrets.id = @Id AND state = @State
        ORDER BY 2 DESC
        """;

    private const string ListVersions = """
        SELECT version AS Number, value_created_at AS CreatedAt, value_created_by AS CreatedBy
        FROM secrets WHERE owner_id = @ownerId AND name = @name
        UNION ALL
        SELECT old.version, old.created_at, old.created_by
        FROM secrets JOIN secret_versions old ON old.owner_id = secrets.owner_id AND old.secret_id = secrets.id
        WHERE secrets.owner_id = @ownerId AND name = @name
        ORDER BY 1 DESC
        """;

    private readonly SecretStatements _statements = new(database);

    public Task<Secret?> FindAsync(SecretReach reach, string name, CancellationToken cancellationToken) =>
        database.FindAsync<Secret>(Find, ParametersOf(reach, name), cancellationToken);

    public async Task<IReadOnlyList<SecretWithEnvelope>> FindAsync(
        SecretReach reach,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        var rows = await Task.WhenAll(
            names.Select(name => database.FindAsync<SecretRecord>(FindWithEnvelope, ParametersOf(reach, name), cancellationToken))
        );
        return [.. rows.OfType<SecretRecord>().Select(row => new SecretWithEnvelope(row, row.Envelope))];
    }

    public async Task<IReadOnlyList<string?>> FindLookalikesAsync(
        SecretReach reach,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        var found = await Task.WhenAll(
            names.Select(name =>
                database.FindAsync<Lookalikes>(
                    reach.Names is null ? FindLookalike : FindLookalikes,
                    new
                    {
                        reach.OwnerId,
                        Name = reach.NameToFind(name),
                        FoldedName = FoldedName.Of(name),
                    },
                    cancellationToken
                )
            )
        );
        return [.. found.Select(row => FirstReached(reach, row?.Names ?? ""))];
    }

    public async Task<IReadOnlyList<SecretSummary>> ListAsync(
        SecretReach reach,
        Guid after,
        long limit,
        CancellationToken cancellationToken
    )
    {
        var reached = await ReachedRows.OfAsync(database, "secrets", reach, cancellationToken);
        return await database.QueryAsync<SecretSummary>(
            $"""
            SELECT id, name, description FROM {reached.From}
            WHERE owner_id = @OwnerId AND id > @After {reached.And} ORDER BY id LIMIT @Limit
            """,
            new
            {
                reach.OwnerId,
                After = after,
                Limit = limit,
                reached.Ranges,
            },
            cancellationToken
        );
    }

    public async Task<IReadOnlyList<SecretWithReveals>> ListAsync(
        SecretReach reach,
        MetadataOrder order,
        MetadataPosition? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var reached = await ReachedRows.OfAsync(database, "secrets", reach, cancellationToken);
        var secrets = new List<ListedRecord>();
        if (order != MetadataOrder.Due || after?.Time != MetadataPosition.Last)
        {
            secrets.AddRange(await QueryAsync(SecretOrder.Select(reached, order, after), after));
        }

        if (order == MetadataOrder.Due && secrets.Count < limit)
        {
            secrets.AddRange(await QueryAsync(SecretOrder.SelectNotDue(reached), after?.Time == MetadataPosition.Last ? after : null));
        }

        return [.. secrets.Select(row => new SecretWithReveals(row, row.Reveals ?? 0, row.LastRevealedAt))];

        Task<IReadOnlyList<ListedRecord>> QueryAsync(string sql, MetadataPosition? from) =>
            database.QueryAsync<ListedRecord>(
                sql,
                new
                {
                    reach.OwnerId,
                    Name = from?.Name ?? "",
                    Time = from?.Time ?? long.MinValue,
                    Id = from?.Id ?? SecretOrder.FirstId(order),
                    Limit = limit - secrets.Count,
                    reached.Ranges,
                },
                cancellationToken
            );
    }

    public async Task<IReadOnlyList<SecretWithEnvelope>> ListValuesAsync(
        SecretReach reach,
        Guid after,
        long limit,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        var reached = await ReachedRows.OfAsync(database, "secrets", reach, cancellationToken);
        var rows = await database.QueryAsync<SecretRecord>(
            ListValues(reached),
            new
            {
                reach.OwnerId,
                After = after,
                Limit = limit,
                MaxBytes = maxBytes,
                reached.Ranges,
            },
            cancellationToken
        );
        return [.. rows.Select(row => new SecretWithEnvelope(row, row.Envelope))];
    }

    public async Task<RevealableSecret?> FindValueAsync(
        SecretReach reach,
        string name,
        long? version,
        CancellationToken cancellationToken
    )
    {
        var row = version is { } number
            ? await database.FindAsync<ValueRow>(
                FindVersion,
                new
                {
                    ownerId = reach.OwnerId,
                    name = reach.NameToFind(name),
                    version = number,
                },
                cancellationToken
            )
            : await database.FindAsync<ValueRow>(FindValue, ParametersOf(reach, name), cancellationToken);
        return row?.Of(reach.OwnerId, name);
    }

    public async Task<IReadOnlyList<EncryptedSecret>> FindValuesAsync(Secret secret, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<ValueRow>(FindValues, secret, cancellationToken);
        return [.. rows.Select(row => row.Of(secret.OwnerId, secret.Name))];
    }

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretReach reach, string name, CancellationToken cancellationToken) =>
        database.QueryAsync<SecretVersion>(ListVersions, ParametersOf(reach, name), cancellationToken);

    public async Task<NameClaim> AddAsync(SecretReach reach, Secret secret, byte[] envelope, AuditEvent created)
    {
        var statements = SecretStatements.Add(secret, envelope, created, FindLookalikeOf(reach));
        var results = await WriteAsync(secret.OwnerId, database.WriteAsync(statements));
        return ClaimOf(reach, results[^1], secret.Name) ?? NameClaim.Taken;
    }

    public async Task<bool> UpdateAsync(Secret changed, AuditEvent updated) =>
        (await database.WriteAsync(SecretStatements.Update(changed, updated)))[0].Rows > 0;

    public async Task<NameClaim> RenameAsync(
        SecretReach reach,
        Secret renamed,
        IReadOnlyList<EncryptedSecret> values,
        AuditEvent updated
    )
    {
        try
        {
            return await WriteAsync(
                renamed.OwnerId,
                database.TransactAsync(async connection =>
                {
                    var results = await connection.RunAsync(
                        SecretStatements.Rename(renamed, values, updated, FindLookalikeOf(reach))
                    );
                    return ClaimOf(reach, results[^1], renamed.Name) ?? throw new ConflictException();
                })
            );
        }
        catch (UniqueViolationException)
        {
            return NameClaim.Taken;
        }
        catch (ConflictException)
        {
            return NameClaim.Changed;
        }
    }

    public async Task<bool> SetValueAsync(Secret changed, byte[] envelope, int versionsKept, AuditEvent valued)
    {
        var statements = _statements.SetValue(changed, envelope, versionsKept, valued);
        return (await WriteAsync(changed.OwnerId, database.WriteAsync(statements)))[1].Rows > 0;
    }

    public async Task<bool> ImportAsync(
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Created)> added,
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Valued)> changed,
        AuditEvent imported,
        int versionsKept,
        IProgress<WorkProgress>? progress
    )
    {
        try
        {
            return await WriteAsync(
                imported.OwnerId,
                database.TransactAsync(async connection =>
                {
                    var done = 0;

                    // All imports write in the same order. Otherwise they could deadlock, which Postgres detects only after a second.
                    foreach (var chunk in added.OrderBy(entry => entry.Secret.Secret.Name, StringComparer.Ordinal).Chunk(MaxImportBatch))
                    {
                        ThrowIfConflict(
                            await connection.RunAsync([
                                .. chunk.Select(entry => SecretStatements.Insert(entry.Secret.Secret, entry.Secret.Envelope)),
                            ])
                        );
                        await connection.RunAsync([.. chunk.Select(entry => AuditRow.Insert(entry.Created))]);
                        Report(chunk.Length);
                    }

                    foreach (var (secret, valued) in changed.OrderBy(entry => entry.Secret.Secret.Id))
                    {
                        var statements = _statements.SetValue(secret.Secret, secret.Envelope, versionsKept, valued);
                        ThrowIfConflict([(await connection.RunAsync(statements))[1]]);
                        Report(1);
                    }

                    if (added.Count > 0)
                    {
                        await connection.RunAsync([OwnerCounts.Change(imported.OwnerId, added.Count)]);
                    }

                    await connection.RunAsync([AuditRow.Insert(imported)]);
                    return true;

                    void Report(int count) => progress?.Report(new WorkProgress(done += count, added.Count + changed.Count));
                })
            );
        }
        catch (ConflictException)
        {
            return false;
        }

        static void ThrowIfConflict(IReadOnlyList<StatementResult> results)
        {
            if (results.Any(result => result.Rows == 0))
            {
                throw new ConflictException();
            }
        }
    }

    public async Task<bool> DestroyVersionAsync(Secret changed, long version, AuditEvent destroyed) =>
        (await database.WriteAsync(SecretStatements.DestroyVersion(changed, version, destroyed)))[0].Rows > 0;

    public async Task<bool> DeleteAsync(Secret current, AuditEvent deleted) =>
        (await database.WriteAsync(_statements.Delete(current, deleted)))[^1].Rows > 0;

    // Sums the lengths first, because reading all values only to drop most of them would use as much memory as returning them.
    private static string ListValues(ReachedRows reached) =>
        $"""
        SELECT {SecretRow.Columns}, envelope AS Envelope
        FROM (SELECT id AS page_id, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before
              FROM (SELECT id, length(envelope) + coalesce(length(description), 0) AS bytes FROM {reached.From}
                    WHERE owner_id = @OwnerId AND id > @After {reached.And} ORDER BY id LIMIT @Limit) AS lengths) AS page
        CROSS JOIN secrets
        WHERE bytes_before < @MaxBytes AND owner_id = @OwnerId AND id = page_id
        ORDER BY id
        """;

    private static object ParametersOf(in SecretReach reach, string name) => new { ownerId = reach.OwnerId, name = reach.NameToFind(name) };

    private static string FindLookalikeOf(in SecretReach reach) =>
        reach.Names is null ? SecretRow.FindLookalike : SecretRow.FindLookalikes;

    private static NameClaim? ClaimOf(in SecretReach reach, in StatementResult found, string name) =>
        found.Value is not string lookalikes ? null
        : FirstReached(reach, lookalikes) is not { } lookalike ? NameClaim.Claimed
        : SecretWarnings.OfLookalike(name, lookalike) == SecretWarning.NameDiffersOnlyInCase ? NameClaim.ClaimedBesideCaseDuplicate
        : NameClaim.ClaimedBesideLookalike;

    /// <param name="names">One a line. Empty for none.</param>
    private static string? FirstReached(SecretReach reach, string names) =>
        names.Length == 0 ? null
        : reach.Names is null ? names
        : names.Split('\n').FirstOrDefault(reach.Includes);

    // The foreign key refuses a value if its owner key was destroyed after the value was encrypted.
    private async Task<T> WriteAsync<T>(Guid ownerId, Task<T> write)
    {
        try
        {
            return await write;
        }
        catch (ForeignKeyViolationException)
        {
            ownerKeys.Invalidate(ownerId);
            throw new OwnerKeyDestroyedException();
        }
    }

    private sealed record SecretRecord : Secret
    {
        public byte[] Envelope { get; init; } = [];
    }

    private sealed record ListedRecord : Secret
    {
        public long? Reveals { get; init; }

        public long? LastRevealedAt { get; init; }
    }

    private sealed record Lookalikes(string Names);

    private sealed class ValueRow
    {
        public Guid Id { get; init; }

        public long Version { get; init; }

        public byte[] Envelope { get; init; } = [];

        public long? ExpiresAt { get; init; }

        public long? DueAt { get; init; }

        public long Canary { get; init; }

        public RevealableSecret Of(Guid ownerId, string name) =>
            new(new SecretAddress(ownerId, Id, Version, name), Envelope, ExpiresAt, DueAt, Canary != 0);
    }

    /// <summary>Rolls a transaction back: somebody else has changed a secret or taken a name.</summary>
    private sealed class ConflictException : Exception;
}
