using System.Data.Common;
using Dapper;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.Encryption;

/// <summary>Keys of the whole installation, which the database holds wrapped.</summary>
internal static class SystemKey
{
    public const string ApiKeys = "api-keys";
    public const string Audit = "audit";

    /// <summary>What is named where a key does not open.</summary>
    public const string Setting = "ConnectionStrings__Secrets";

    public static async Task<SymmetricKey> CreateAsync(
        string name,
        Guid installationId,
        IKeyRing ring,
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var key = SymmetricKey.Generate();
        var wrapped = await ring.WrapAsync(key, KeyWrap.SystemKey(installationId, name, key.Id), cancellationToken);
        await connection.ExecuteAsync(
            "INSERT INTO system_keys (name, key_id, root_key_id, wrapped) VALUES (@name, @KeyId, @RootKeyId, @wrapped)",
            new
            {
                name,
                KeyId = key.Id.ToBytes(),
                RootKeyId = ring.ActiveId.ToBytes(),
                wrapped,
            }
        );
        return key;
    }

    /// <returns>Null where there is no key of that name.</returns>
    /// <exception cref="SettingException">It does not open.</exception>
    public static async Task<SymmetricKey?> FindAsync(
        string name,
        Guid installationId,
        IKeyRing ring,
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var rows = (
            await connection.QueryAsync<(byte[] KeyId, byte[] RootKeyId, byte[] Wrapped)>(
                "SELECT key_id, root_key_id, wrapped FROM system_keys WHERE name = @name",
                new { name }
            )
        ).AsList();
        if (rows.Count == 0)
        {
            return null;
        }

        try
        {
            var keyId = KeyId.Read(rows[0].KeyId);
            return await ring.UnwrapAsync(
                KeyId.Read(rows[0].RootKeyId),
                keyId,
                rows[0].Wrapped,
                KeyWrap.SystemKey(installationId, name, keyId),
                cancellationToken
            );
        }
        catch (DecryptionFailedException)
        {
            throw new SettingException(Setting, $"the database is damaged: its key '{name}' does not decrypt.");
        }
    }
}
