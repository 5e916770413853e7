using Dapper;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Application.Secrets;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Persistence;

internal sealed class EnvelopeRepository(IDatabase database) : IEnvelopeRepository
{
    private const int PageSize = 100;

    // Rows without a key_id are listed too.
    private const string HasOtherKey = "key_id IS DISTINCT FROM @exceptKeyId";

    private const string List = $"""
        SELECT * FROM (
            SELECT * FROM (
                {EnvelopeRow.SelectCurrent}
                WHERE owner_id = @OwnerId AND (id, version) > (@SecretId, @Version) AND {HasOtherKey} ORDER BY id, version LIMIT @PageSize
            ) AS current_values
            UNION ALL
            SELECT * FROM (
                {EnvelopeRow.SelectOld}
                WHERE owner_id = @OwnerId AND (secret_id, version) > (@SecretId, @Version) AND {HasOtherKey}
                ORDER BY secret_id, version LIMIT @PageSize
                {EnvelopeRow.EndOld}
            ) AS old_values
        ) AS all_values
        ORDER BY SecretId, Version LIMIT @PageSize
        """;

    private static readonly string[] Updates =
    [
        """
            UPDATE secrets SET envelope = @Envelope, key_id = @KeyId
            WHERE owner_id = @OwnerId AND id = @SecretId AND version = @Version AND envelope = @Old
            """,
        """
            UPDATE secret_versions SET envelope = @Envelope, key_id = @KeyId
            WHERE owner_id = @OwnerId AND secret_id = @SecretId AND version = @Version AND envelope = @Old
            """,
    ];

    public async Task<long> CountAsync(Guid ownerId, byte[] exceptKeyId, CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<long>(
                $"""
                SELECT count(*) FROM secrets WHERE owner_id = @ownerId AND {HasOtherKey}
                UNION ALL SELECT count(*) FROM secret_versions WHERE owner_id = @ownerId AND {HasOtherKey}
                """,
                new { ownerId, exceptKeyId },
                cancellationToken
            )
        ).Sum();

    public async Task<IReadOnlyList<EncryptedSecret>> ListAsync(
        SecretAddress after,
        byte[] exceptKeyId,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                await database.QueryAsync<EnvelopeRow>(
                    List,
                    new
                    {
                        after.OwnerId,
                        after.SecretId,
                        after.Version,
                        exceptKeyId,
                        PageSize,
                    },
                    cancellationToken
                )
            ).Select(row => row.Secret),
        ];

    public async Task<int> ReplaceAsync(IReadOnlyList<(EncryptedSecret Old, byte[] Envelope)> secrets) =>
        secrets.Count == 0
            ? 0
            : await database.TransactAsync(async connection =>
            {
                var replaced = 0;
                foreach (var (old, envelope) in secrets)
                {
                    var parameters = new
                    {
                        old.Address.OwnerId,
                        old.Address.SecretId,
                        old.Address.Version,
                        Old = old.Envelope,
                        Envelope = envelope,
                        KeyId = Envelope.KeyIdOf(envelope).ToBytes(),
                    };

                    // A concurrent new value moves this one to the other table.
                    foreach (var update in Updates)
                    {
                        if (await connection.ExecuteAsync(update, parameters) > 0)
                        {
                            replaced++;
                            break;
                        }
                    }
                }

                return replaced;
            });
}
