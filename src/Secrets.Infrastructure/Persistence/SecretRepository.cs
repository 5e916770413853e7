using System.Data.Common;
using Dapper;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.Secrets;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Persistence;

internal sealed class SecretRepository(IDatabase database, OwnerKeys ownerKeys) : ISecretRepository
{
    private const string FindVersion = """
        SELECT id, version, envelope FROM secrets WHERE owner_id = @ownerId AND name = @name AND version = @version
        UNION ALL
        SELECT secrets.id, old.version, old.envelope
        FROM secrets JOIN secret_versions old ON old.owner_id = secrets.owner_id AND old.secret_id = secrets.id
        WHERE secrets.owner_id = @ownerId AND name = @name AND old.version = @version
        """;

    private const string ListVersions = """
        SELECT version AS Number, value_created_at AS CreatedAt, value_created_by AS CreatedBy FROM secrets WHERE owner_id = @ownerId AND name = @name
        UNION ALL
        SELECT old.version, old.created_at, old.created_by
        FROM secrets JOIN secret_versions old ON old.owner_id = secrets.owner_id AND old.secret_id = secrets.id
        WHERE secrets.owner_id = @ownerId AND name = @name
        ORDER BY 1 DESC
        """;

    // The lengths first: to read all of the values to leave most of them out would take the memory that this saves.
    private const string ListValues = """
        SELECT secrets.id, name, version, envelope
        FROM (SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before
              FROM (SELECT id, length(envelope) AS bytes FROM secrets WHERE owner_id = @ownerId AND id > @after ORDER BY id LIMIT @limit) AS lengths) AS page
        CROSS JOIN secrets
        WHERE bytes_before < @maxBytes AND secrets.owner_id = @ownerId AND secrets.id = page.id
        ORDER BY secrets.id
        """;

    private const string AsRead = "owner_id = @OwnerId AND id = @SecretId AND revision = @Revision";

    // First in its transaction: where the secret is as it was read, it now stays so until the end of that.
    private const string NoteChanged = $"{AuditRow.InsertSelect} FROM secrets WHERE {AsRead}";

    private readonly Func<NewSecret, Task<NewSecret.Created?>> _create = database.ShareWrite(NewSecret.Create(database));

    private readonly SharedStatement<NewSecret, NewSecret.Created> _createMany = NewSecret.Create(database);

    private readonly Func<SecretName, CancellationToken, Task<StoredValue?>> _findValue = database.ShareQuery(StoredValue.FindCurrent);

    private readonly Func<SecretName, CancellationToken, Task<StoredSecret?>> _find = database.ShareQuery(SecretRow.Find);

    private readonly Func<NewDescription, Task<NewDescription.Outcome?>> _describe = database.ShareWrite(
        NewDescription.Set(
            $"""
            {NoteChanged} {database.ForUpdate};
            UPDATE secrets SET description = @Description, revision = revision + 1, state = @State, updated_at = @At WHERE {AsRead} RETURNING revision
            """
        )
    );

    private readonly string _setValue = $"""
        {NoteChanged} {database.ForUpdate};

        INSERT INTO secret_versions (owner_id, secret_id, version, envelope, created_at, created_by)
        SELECT owner_id, id, version, envelope, value_created_at, value_created_by FROM secrets WHERE {AsRead};

        DELETE FROM secret_versions
        WHERE owner_id = @OwnerId AND secret_id = @SecretId AND version <= @Version - @VersionsKept AND EXISTS (SELECT 1 FROM secrets WHERE {AsRead});

        UPDATE secrets SET description = @Description, version = @Version, revision = revision + 1, state = @State, envelope = {Guarded(
            database,
            "@Envelope"
        )},
                           updated_at = @At, value_created_at = @At, value_created_by = @KeyId
        WHERE {AsRead}
        RETURNING version
        """;

    // Its values stay, or go, together: the current one becomes the last of the old ones.
    private readonly string _delete = $"""
        {NoteChanged} {database.ForUpdate};

        INSERT INTO deleted_secrets (owner_id, id, name, description, version, revision, created_at, deleted_at)
        SELECT owner_id, id, name, description, version, revision, created_at, {database.Now} FROM secrets WHERE {AsRead};

        INSERT INTO secret_versions (owner_id, secret_id, version, envelope, created_at, created_by)
        SELECT owner_id, id, version, envelope, value_created_at, value_created_by FROM secrets WHERE {AsRead};

        DELETE FROM secrets WHERE {AsRead} RETURNING version
        """;

    public async Task<NameClaim> CreateAsync(EncryptedSecret secret, string? description, AuditEvent created) =>
        await UnderKeptKeyAsync(secret.Address.OwnerId, _create(NewSecret.Of(secret, description, created))) switch
        {
            null => NameClaim.Taken,
            var made => NewSecret.ClaimBeside(made.Lookalike, secret.Address.Name),
        };

    public Task<IReadOnlyList<SecretSummary>> ListAsync(Guid ownerId, Guid after, long limit, CancellationToken cancellationToken) =>
        database.QueryAsync<SecretSummary>(
            "SELECT id, name, description FROM secrets WHERE owner_id = @ownerId AND id > @after ORDER BY id LIMIT @limit",
            new
            {
                ownerId,
                after,
                limit,
            },
            cancellationToken
        );

    public Task<StoredSecret?> FindAsync(Guid ownerId, string name, CancellationToken cancellationToken) =>
        _find(new SecretName(ownerId, name), cancellationToken);

    public async Task<IReadOnlyList<SecretWithEnvelope>> FindAsync(
        Guid ownerId,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        // Not Dapper's own lists: it writes them for one database or the other.
        var parameters = new DynamicParameters(new { ownerId });
        for (var i = 0; i < names.Count; i++)
        {
            parameters.Add($"Name{i}", names[i]);
        }

        var list = string.Join(", ", Enumerable.Range(0, names.Count).Select(i => $"@Name{i}"));
        var rows = await database.QueryAsync<FoundRow>(
            $"SELECT {SecretRow.Columns}, envelope AS Envelope FROM secrets WHERE owner_id = @ownerId AND name IN ({list})",
            parameters,
            cancellationToken
        );
        return [.. rows.Select(row => new SecretWithEnvelope(row.Secret, row.Envelope))];
    }

    public async Task<IReadOnlyList<EncryptedSecret>> ListValuesAsync(
        Guid ownerId,
        Guid after,
        long limit,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        var rows = await database.QueryAsync<(Guid Id, string Name, long Version, byte[] Envelope)>(
            ListValues,
            new
            {
                ownerId,
                after,
                limit,
                maxBytes,
            },
            cancellationToken
        );
        return [.. rows.Select(row => new EncryptedSecret(new SecretAddress(ownerId, row.Id, row.Version, row.Name), row.Envelope))];
    }

    public async Task<EncryptedSecret?> FindValueAsync(Guid ownerId, string name, long? version, CancellationToken cancellationToken)
    {
        var value = version is null
            ? await _findValue(new SecretName(ownerId, name), cancellationToken)
            : (
                await database.QueryAsync<StoredValue>(
                    FindVersion,
                    new
                    {
                        ownerId,
                        name,
                        version,
                    },
                    cancellationToken
                )
            ).SingleOrDefault();
        return value?.At(ownerId, name);
    }

    public async Task<IReadOnlyList<EncryptedSecret>> FindValuesAsync(StoredSecret secret, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<StoredValue>(
            """
            SELECT id, version, envelope FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND revision = @Revision
            UNION ALL
            SELECT secrets.id, old.version, old.envelope
            FROM secrets JOIN secret_versions old ON old.owner_id = secrets.owner_id AND old.secret_id = secrets.id
            WHERE secrets.owner_id = @OwnerId AND secrets.id = @Id AND revision = @Revision
            ORDER BY 2 DESC
            """,
            new
            {
                secret.OwnerId,
                secret.Id,
                secret.Revision,
            },
            cancellationToken
        );
        return [.. rows.Select(row => row.At(secret.OwnerId, secret.Name))];
    }

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(Guid ownerId, string name, CancellationToken cancellationToken) =>
        database.QueryAsync<SecretVersion>(ListVersions, new { ownerId, name }, cancellationToken);

    public async Task<bool> DescribeAsync(StoredSecret current, string? description, AuditEvent described) =>
        await _describe(new NewDescription(described, current.Revision, description, Guid.NewGuid())) is not null;

    public async Task<NameClaim> RenameAsync(
        StoredSecret current,
        string newName,
        string? description,
        IReadOnlyList<EncryptedSecret> values,
        AuditEvent renamed
    )
    {
        var parameters = Parameters(current, description, renamed);
        parameters.AddDynamicParams(
            new
            {
                Name = newName,
                FoldedName = FoldedName.Of(newName),
                values[0].Envelope,
            }
        );

        // The unique index decides. Looking first spares renames that cross a deadlock, which Postgres takes a second to find.
        var sql = $"""
            {AuditRow.InsertSelect} FROM secrets WHERE {AsRead} AND NOT EXISTS (SELECT 1 FROM secrets WHERE owner_id = @OwnerId AND name = @Name) {database.ForUpdate};
            UPDATE secrets SET name = @Name, folded_name = @FoldedName, description = @Description, revision = revision + 1, state = @State, envelope = {Guarded(
                database,
                "@Envelope"
            )}, updated_at = @At
            WHERE {AsRead} AND {AuditRow.IsWritten}
            RETURNING {NewSecret.Lookalike}
            """;
        for (var i = 1; i < values.Count; i++)
        {
            sql += $"""
                ;
                UPDATE secret_versions SET envelope = {Guarded(
                    database,
                    $"@Envelope{i}"
                )} WHERE owner_id = @OwnerId AND secret_id = @SecretId AND version = @Version{i}
                  AND {AuditRow.IsWritten}
                """;
            parameters.Add($"Envelope{i}", values[i].Envelope);
            parameters.Add($"Version{i}", values[i].Address.Version);
        }

        try
        {
            return (await UnderKeptKeyAsync(current.OwnerId, database.WriteAsync<string?>(sql, parameters))) switch
            {
                [] => await FindAsync(current.OwnerId, newName, CancellationToken.None) is { } holder && holder.Id != current.Id
                    ? NameClaim.Taken
                    : NameClaim.Changed,
                [var lookalike, ..] => NewSecret.ClaimBeside(lookalike, newName),
            };
        }
        catch (UniqueViolationException)
        {
            return NameClaim.Taken;
        }
    }

    public async Task<bool> SetValueAsync(
        StoredSecret current,
        byte[] envelope,
        string? description,
        AuditEvent valued,
        int versionsKept
    ) =>
        (
            await UnderKeptKeyAsync(
                current.OwnerId,
                database.WriteAsync<long>(_setValue, Parameters(current, envelope, description, valued, versionsKept))
            )
        ).Count > 0;

    public async Task<bool> ImportAsync(
        IReadOnlyList<(EncryptedSecret Secret, AuditEvent Created)> added,
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Valued)> changed,
        AuditEvent imported,
        int versionsKept
    )
    {
        try
        {
            return await UnderKeptKeyAsync(
                imported.OwnerId,
                database.TransactAsync(async connection =>
                {
                    // In an order of their own: imports that cross would wait for each other, which Postgres takes a second to find.
                    var creates = added
                        .OrderBy(entry => entry.Secret.Address.Name, StringComparer.Ordinal)
                        .Select(entry => NewSecret.Of(entry.Secret, description: null, entry.Created))
                        .ToList();
                    Demand((await database.RunAllAsync(connection, _createMany, creates)).All(created => created is not null));
                    foreach (var ((secret, envelope), valued) in changed.OrderBy(entry => entry.Secret.Secret.Id))
                    {
                        Demand(
                            (
                                await connection.QueryAsync<long>(
                                    _setValue,
                                    Parameters(secret, envelope, secret.Description, valued, versionsKept)
                                )
                            ).Any()
                        );
                    }

                    await connection.ExecuteAsync(AuditRow.Insert, imported);
                    return true;
                })
            );
        }
        catch (ImportConflictException)
        {
            return false;
        }

        static void Demand(bool isWritten)
        {
            if (!isWritten)
            {
                throw new ImportConflictException();
            }
        }
    }

    public async Task<bool> DeleteAsync(StoredSecret current, AuditEvent deleted) =>
        (await database.WriteAsync<long>(_delete, Parameters(current, current.Description, deleted))).Count > 0;

    private static string Guarded(IDatabase database, string envelope) => EnvelopeColumn.Of("@OwnerId", envelope, database.ForKeyShare);

    private async Task<T> UnderKeptKeyAsync<T>(Guid ownerId, Task<T> write)
    {
        try
        {
            return await write;
        }
        catch (NotNullViolationException)
        {
            ownerKeys.Invalidate(ownerId);
            throw new OwnerKeyDestroyedException();
        }
    }

    private static DynamicParameters Parameters(StoredSecret current, string? description, AuditEvent changed)
    {
        var parameters = new DynamicParameters(changed);
        parameters.AddDynamicParams(
            new
            {
                current.Revision,
                Description = description,
                State = Guid.NewGuid(),
            }
        );
        return parameters;
    }

    private static DynamicParameters Parameters(
        StoredSecret current,
        byte[] envelope,
        string? description,
        AuditEvent valued,
        int versionsKept
    )
    {
        var parameters = Parameters(current, description, valued);
        parameters.AddDynamicParams(new { Envelope = envelope, VersionsKept = versionsKept });
        return parameters;
    }

    private sealed record FoundRow(
        Guid OwnerId,
        Guid Id,
        string Name,
        string? Description,
        long Version,
        long Revision,
        long CreatedAt,
        long UpdatedAt,
        Guid State,
        Guid ValueState,
        byte[] Envelope
    )
    {
        public StoredSecret Secret => new(OwnerId, Id, Name, Description, Version, Revision, CreatedAt, UpdatedAt, State, ValueState);
    }

    /// <summary>Rolls an import back.</summary>
    private sealed class ImportConflictException : Exception;
}
