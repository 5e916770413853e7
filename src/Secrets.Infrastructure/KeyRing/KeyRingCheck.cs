using System.Data.Common;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>Compares the root keys of a ring with the check values that the database keeps of them.</summary>
internal sealed class KeyRingCheck(IKeyRingSource source)
{
    /// <summary>Stores the check values of those root keys that the database does not know yet.</summary>
    public static async Task RegisterAsync(IKeyRing ring, Guid installationId, DbConnection connection, CancellationToken cancellationToken)
    {
        var known = (await RootKeyRepository.ListCheckValuesAsync(connection)).Select(key => KeyId.Read(key.Id));
        foreach (var id in ring.Ids.Except(known))
        {
            await RootKeyRepository.AddAsync(connection, id, await ring.CheckValueAsync(id, installationId, cancellationToken));
        }
    }

    /// <exception cref="SettingException">A root key that the database needs is missing, or has changed.</exception>
    public async Task VerifyAsync(IKeyRing? ring, Guid installationId, DbConnection connection, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var (bytes, checkValue) in await RootKeyRepository.ListCheckValuesAsync(connection))
        {
            if (bytes.Length != KeyId.Length)
            {
                throw new SettingException(ConnectionSettings.Setting, "the database is damaged: the id of a root key has a wrong length.");
            }

            var id = KeyId.Read(bytes);
            if (ring?.Ids.Contains(id) is not true)
            {
                missing.Add($"{id}");
            }
            else if (!await ring.MatchesAsync(id, checkValue, installationId, cancellationToken))
            {
                throw new SettingException(
                    source.Setting,
                    $"key {id} in {source.Location} is not the key {id} that the database was encrypted with."
                );
            }
        }

        if (missing.Count > 0 && (await RootKeyRepository.ListAsync(connection)).FirstOrDefault(IsNeeded) is { } needed)
        {
            throw new SettingException(
                source.Setting,
                $"{source.Location} {(ring is null ? "does not exist" : "lacks a key")}, and the database needs key {needed.Id}."
            );
        }

        bool IsNeeded(Application.KeyRing.RootKeyUse key) => key.OwnerKeys + key.SystemKeys > 0 && missing.Contains(key.Id);
    }
}
