using System.Data.Common;
using Dapper;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Application.KeyRing;
using Secrets.Domain.Audit;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <remarks>Changes of the file are made under the database's lock, one at a time.</remarks>
internal sealed class RingRotation(
    IDatabase database,
    Installation installation,
    IKeyRingSource source,
    RingRewrap rewrap,
    AuditTrail audit
) : IKeyRingRotation
{
    private const string References =
        "(SELECT count(*) FROM owner_keys WHERE root_key_id = root_keys.id), (SELECT count(*) FROM system_keys WHERE root_key_id = root_keys.id)";

    public Task<KeyRingStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        database.ExclusiveAsync(
            async connection =>
            {
                var ring = installation.Ring;
                var keys = (
                    await connection.QueryAsync<(byte[] Id, long OwnerKeys, long SystemKeys)>(
                        $"SELECT id, {References} FROM root_keys ORDER BY id"
                    )
                )
                    .Select(row => (Id: KeyId.Read(row.Id), row.OwnerKeys, row.SystemKeys))
                    .Where(row => ring.Ids.Contains(row.Id) || row.OwnerKeys + row.SystemKeys > 0)
                    .Select(row => new RootKeyStatus(
                        $"{row.Id}",
                        row.Id == ring.ActiveId,
                        ring.Ids.Contains(row.Id),
                        row.OwnerKeys,
                        row.SystemKeys
                    ));
                return new KeyRingStatus([.. keys], await RunningReplicas.ListAsync(database, connection));
            },
            cancellationToken
        );

    public Task<string> AddAsync(CancellationToken cancellationToken)
    {
        var file = RingFile();
        return database.ExclusiveAsync(
            async connection =>
            {
                var id = file.Add();
                await NoteAsync(AuditActions.AddRootKey, id, connection);
                using var ring = file.Read();
                await RingCheck.RegisterAsync(ring, installation.Id, connection, cancellationToken);
                return id.ToString();
            },
            cancellationToken
        );
    }

    public Task<PromoteRootKeyOutcome> PromoteAsync(string id, CancellationToken cancellationToken)
    {
        var file = RingFile();
        return database.ExclusiveAsync(
            async connection =>
            {
                using var ring = file.Read();
                var previous = $"{ring.ActiveId}";
                if (!KeyId.TryParse(id, out var key) || !ring.Ids.Contains(key))
                {
                    return new PromoteRootKeyOutcome(IsInRing: false, previous, []);
                }

                var lacking = (await RunningReplicas.ListAsync(database, connection))
                    .Where(replica => !replica.RootKeys.Contains($"{key}", StringComparer.Ordinal))
                    .ToList();
                if (lacking.Count == 0 && key != ring.ActiveId)
                {
                    await NoteAsync(AuditActions.PromoteRootKey, key, connection);
                    file.Activate(key);
                }

                return new PromoteRootKeyOutcome(IsInRing: true, previous, lacking);
            },
            cancellationToken
        );
    }

    public Task<RewrapKeysOutcome> RewrapAsync(IProgress<WorkProgress> progress, CancellationToken cancellationToken) =>
        rewrap.RunAsync(progress, cancellationToken);

    // First the database's row, which whatever is wrapped refers to: without it nobody can wrap under the key any more.
    // Where only that is done, the key is registered again at the next start, and the next call does both.
    public async Task<RetireRootKeyOutcome> RetireAsync(string id, CancellationToken cancellationToken)
    {
        var file = RingFile();
        var outcome = await database.ExclusiveAsync(connection => ForgetAsync(file, id, connection), cancellationToken);
        if (outcome is { IsInRing: true, IsActive: false, References: 0, Wrapping: [] } && KeyId.TryParse(id, out var key))
        {
            return await database.ExclusiveAsync(
                async connection =>
                {
                    using var ring = file.Read();
                    if (!ring.Ids.Contains(key))
                    {
                        // Another process was here first.
                        return outcome with { IsInRing = false };
                    }

                    await NoteAsync(AuditActions.RetireRootKey, key, connection);
                    file.Remove(key);
                    return outcome;
                },
                CancellationToken.None
            );
        }

        return outcome;
    }

    private async Task<RetireRootKeyOutcome> ForgetAsync(KeyRingFile file, string id, DbConnection connection)
    {
        using var ring = file.Read();
        if (!KeyId.TryParse(id, out var key) || !ring.Ids.Contains(key))
        {
            return new RetireRootKeyOutcome(IsInRing: false, IsActive: false, 0, []);
        }

        var parameters = new { Id = key.ToBytes() };
        var (ownerKeys, systemKeys) = await connection.QuerySingleOrDefaultAsync<(long, long)>(
            $"SELECT {References} FROM root_keys WHERE id = @Id",
            parameters
        );
        var wrapping = (await RunningReplicas.ListAsync(database, connection)).Where(replica => replica.RootKeys[0] == $"{key}").ToList();
        var outcome = new RetireRootKeyOutcome(IsInRing: true, key == ring.ActiveId, ownerKeys + systemKeys, wrapping);
        if (outcome is { IsActive: false, References: 0, Wrapping: [] })
        {
            await connection.ExecuteAsync("DELETE FROM root_keys WHERE id = @Id", parameters);
        }

        return outcome;
    }

    private async Task NoteAsync(string action, KeyId id, DbConnection connection)
    {
        var subject = new byte[16];
        id.Write(subject.AsSpan(8));
        await connection.RunAsync([AuditRow.Insert(audit.EventOf(Caller.Operator, action, subjectKeyId: new Guid(subject, bigEndian: true)))]);
    }

    private KeyRingFile RingFile() =>
        source as KeyRingFile
        ?? throw new RefusedException($"The keys of {source.Location} are changed there and in {source.Setting}, not here.");
}
