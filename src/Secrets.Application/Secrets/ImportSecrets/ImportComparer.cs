using System.Security.Cryptography;
using Secrets.Application.SecretFiles;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>Compares a file with the secrets of an owner.</summary>
internal sealed class ImportComparer(ISecretRepository repository, SecretReader reader)
{
    private const int ChunkSize = 200;

    public async Task<ImportDifference> CompareAsync(
        Caller caller,
        IReadOnlyList<SecretEntry> file,
        CancellationToken cancellationToken
    )
    {
        var (added, damaged) = (new List<SecretEntry>(), new List<Secret>());
        var (changed, unchanged) = (new List<(SecretEntry, Secret)>(), new List<(SecretEntry, Secret)>());

        // Otherwise a caller that may not reveal values could guess them.
        var comparesValues = caller.Has([Scopes.RevealSecrets]);
        foreach (var entries in file.Chunk(ChunkSize))
        {
            var stored = await repository.FindAsync(caller.Reach, [.. entries.Select(entry => entry.Name)], cancellationToken);
            var byName = stored.ToDictionary(secret => secret.Secret.Name, StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                if (!byName.TryGetValue(entry.Name, out var existing))
                {
                    added.Add(entry);
                }
                else if (comparesValues && await HasValueAsync(existing, entry.Value, damaged, cancellationToken))
                {
                    unchanged.Add((entry, existing.Secret));
                }
                else
                {
                    changed.Add((entry, existing.Secret));
                }
            }
        }

        return new ImportDifference(added, changed, unchanged, damaged);
    }

    // A value that cannot be decrypted counts as changed.
    private async Task<bool> HasValueAsync(
        SecretWithEnvelope existing,
        SecretValue value,
        List<Secret> damaged,
        CancellationToken cancellationToken
    )
    {
        var stored = new EncryptedSecret(existing.Secret.Address, existing.Envelope);
        using var current = await reader.TryDecryptAsync(stored, cancellationToken);
        if (current is null)
        {
            damaged.Add(existing.Secret);
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(current.AsSpan(), value.AsSpan());
    }
}
