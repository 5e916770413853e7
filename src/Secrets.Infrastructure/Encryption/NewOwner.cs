using Secrets.Domain.Owners;

namespace Secrets.Infrastructure.Encryption;

/// <summary>Stores an owner together with its first key, or does nothing where the name is taken.</summary>
internal static class NewOwner
{
    public const string Sql = """
        INSERT INTO owners (id, name, created_at) VALUES (@OwnerId, @Name, @Now) ON CONFLICT (name) DO NOTHING;
        INSERT INTO owner_keys (owner_id, version, key_id, root_key_id, wrapped, created_at)
        SELECT @OwnerId, 1, @KeyId, @RootKeyId, @Wrapped, @Now WHERE EXISTS (SELECT 1 FROM owners WHERE id = @OwnerId)
        """;

    public static async ValueTask<object> ParametersAsync(
        Owner owner,
        SymmetricKey key,
        Guid installationId,
        IKeyRing ring,
        long now,
        CancellationToken cancellationToken
    ) =>
        new
        {
            OwnerId = owner.Id,
            owner.Name,
            KeyId = key.Id.ToBytes(),
            RootKeyId = ring.ActiveId.ToBytes(),
            Wrapped = await ring.WrapAsync(key, KeyWrap.OwnerKey(installationId, owner.Id, generation: 1, key.Id), cancellationToken),
            Now = now,
        };
}
