using System.Data.Common;
using Dapper;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Domain.Audit;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

internal sealed class OwnerKeyRotation(
    IDatabase database,
    IDatabaseServer server,
    Installation installation,
    OwnerKeys ownerKeys,
    OwnerReencryption reencryption,
    AuditTrail audit,
    TimeProvider time
) : IOwnerKeyRotation
{
    /// <summary>
    /// After this time no service should encrypt under an older key: the lifetime of owner keys in a service, and longer than a write takes.
    /// A service that does all the same, such as one that was suspended, has its write refused, and tries it again under the newest.
    /// </summary>
    private static readonly TimeSpan Overlap = OwnerKeys.Lifetime + TimeSpan.FromSeconds(60);

    /// <summary>Longer than it takes to open a value that has been read.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(2);

    public async Task<RotateOwnerKeyOutcome> RotateAsync(
        Guid ownerId,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var isNew = await database.ExclusiveAsync(connection => BeginAsync(ownerId, connection, cancellationToken), cancellationToken);
        ownerKeys.Forget(ownerId);
        var newest = (
            await database.QueryAsync<(long Generation, byte[] KeyId, long KeptUntil, bool IsOver)>(
                $"""
                SELECT version, key_id, created_at + @Overlap, created_at + @Overlap < {database.Now}
                FROM owner_keys WHERE owner_id = @ownerId ORDER BY version DESC LIMIT 1
                """,
                new { ownerId, Overlap = (long)Overlap.TotalMicroseconds },
                cancellationToken
            )
        )[0];
        var (reencrypted, undecryptable) = await reencryption.RunAsync(ownerId, newest.KeyId, progress, cancellationToken);
        var destroyed = 0;
        if (!isNew && newest.IsOver && undecryptable.Count == 0)
        {
            if (reencrypted > 0)
            {
                await Task.Delay(LongestRead, time, cancellationToken);
            }

            destroyed = await reencryption.DestroyOlderAsync(ownerId, newest.Generation, newest.KeyId);
            ownerKeys.Forget(ownerId);
            await server.EraseDeletedAsync();
        }

        var kept = await database.QueryAsync<long>(
            "SELECT version FROM owner_keys WHERE owner_id = @ownerId AND version < @Generation",
            new { ownerId, newest.Generation },
            cancellationToken
        );
        return new RotateOwnerKeyOutcome(newest.Generation, isNew, reencrypted, undecryptable, destroyed, kept.Count, newest.KeptUntil);
    }

    public async Task<DestroyedKeys> DestroyAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        var count = await database.ExclusiveAsync(
            async connection =>
            {
                if (
                    await connection.ExecuteAsync(
                        $"UPDATE owners SET shredded_at = {database.Now} WHERE id = @ownerId AND shredded_at IS NULL",
                        new { ownerId }
                    ) > 0
                )
                {
                    await connection.RunAsync([AuditRow.Insert(audit.EventOf(Caller.Operator with { OwnerId = ownerId }, AuditActions.ShredOwner))]);
                }

                return await connection.ExecuteAsync("DELETE FROM owner_keys WHERE owner_id = @ownerId", new { ownerId });
            },
            cancellationToken
        );
        ownerKeys.Forget(ownerId);
        return new DestroyedKeys(count, await server.EraseDeletedAsync());
    }

    // Several generations are a rotation that has not been finished: there is no third before that.
    private async Task<bool> BeginAsync(Guid ownerId, DbConnection connection, CancellationToken cancellationToken)
    {
        var generations = (
            await connection.QueryAsync<long>("SELECT version FROM owner_keys WHERE owner_id = @ownerId", new { ownerId })
        ).AsList();
        if (generations.Count == 0)
        {
            throw await connection.ExecuteScalarAsync<long?>("SELECT shredded_at FROM owners WHERE id = @ownerId", new { ownerId }) is null
                ? new DecryptionFailedException()
                : new OwnerShreddedException();
        }

        if (generations.Count > 1)
        {
            return false;
        }

        using var key = SymmetricKey.Generate();
        var ring = installation.Ring;
        var generation = generations[0] + 1;
        await connection.ExecuteAsync(
            $"INSERT INTO owner_keys (owner_id, version, key_id, root_key_id, wrapped, created_at) VALUES (@ownerId, @generation, @KeyId, @RootKeyId, @Wrapped, {database.Now})",
            new
            {
                ownerId,
                generation,
                KeyId = key.Id.ToBytes(),
                RootKeyId = ring.ActiveId.ToBytes(),
                Wrapped = await ring.WrapAsync(key, KeyWrap.OwnerKey(installation.Id, ownerId, generation, key.Id), cancellationToken),
            }
        );
        await connection.RunAsync([AuditRow.Insert(audit.EventOf(Caller.Operator with { OwnerId = ownerId }, AuditActions.RotateOwnerKey, version: generation))]);
        return true;
    }
}
