using System.Data.Common;
using Dapper;

namespace Secrets.Infrastructure.Encryption;

/// <summary>Recognises the keys of a ring by the check values that the database keeps of them.</summary>
internal static class RingCheck
{
    /// <summary>Keeps a check value of every key of the ring that has none yet.</summary>
    public static async Task RegisterAsync(IKeyRing ring, Guid installationId, DbConnection connection, CancellationToken cancellationToken)
    {
        var known = (await connection.QueryAsync<byte[]>("SELECT id FROM root_keys")).Select(bytes => KeyId.Read(bytes));
        foreach (var id in ring.Ids.Except(known))
        {
            await connection.ExecuteAsync(
                "INSERT INTO root_keys (id, check_value) VALUES (@Id, @CheckValue) ON CONFLICT (id) DO NOTHING",
                new { Id = id.ToBytes(), CheckValue = await ring.CheckValueAsync(id, installationId, cancellationToken) }
            );
        }
    }

    /// <exception cref="SettingException">A key is missing that something in the database is wrapped with, or is not the one it was.</exception>
    public static async Task VerifyAsync(
        IKeyRingSource source,
        IKeyRing? ring,
        Guid installationId,
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var registered = await connection.QueryAsync<(byte[] Id, byte[] CheckValue, bool Needed)>(
            """
            SELECT id, check_value,
                   EXISTS (SELECT 1 FROM owner_keys WHERE root_key_id = root_keys.id) OR EXISTS (SELECT 1 FROM system_keys WHERE root_key_id = root_keys.id)
            FROM root_keys ORDER BY id
            """
        );
        foreach (var (bytes, checkValue, needed) in registered)
        {
            if (bytes.Length != KeyId.Length)
            {
                throw new SettingException(SystemKey.Setting, "the database is damaged: the id of a key of the ring has a wrong length.");
            }

            var id = KeyId.Read(bytes);
            if (ring?.Ids.Contains(id) is true)
            {
                if (!await ring.MatchesAsync(id, checkValue, installationId, cancellationToken))
                {
                    throw new SettingException(
                        source.Setting,
                        $"key {id} in {source.Location} is not the key {id} that the database was encrypted with."
                    );
                }
            }
            else if (needed)
            {
                throw new SettingException(
                    source.Setting,
                    $"{source.Location} {(ring is null ? "does not exist" : "lacks a key")}, and the database needs key {id}."
                );
            }
        }
    }
}
