using Secrets.Application.Encryption;
using Secrets.Application.Secrets;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Owners.RotateOwnerKey;

/// <summary>
/// Encrypts every value of an owner under its newest key, a page at a time. An envelope that a rename or a new value replaces in the
/// meantime is left to the next pass.
/// </summary>
internal sealed class OwnerReencryption(IEnvelopeRepository envelopes, ISecretCipher cipher)
{
    /// <summary>Returns how many values it encrypted, and which ones cannot be decrypted.</summary>
    public async Task<(long Reencrypted, IReadOnlyList<string> Failed)> RunAsync(
        Guid ownerId,
        byte[] keyId,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var total = await envelopes.CountAsync(ownerId, keyId, cancellationToken);
        var reencrypted = 0L;
        while (true)
        {
            var before = reencrypted;
            var failed = new List<string>();
            var last = new SecretAddress(ownerId, Guid.Empty, Version: 0, Name: "");
            while (await envelopes.ListAsync(last, keyId, cancellationToken) is [.., var end] page)
            {
                reencrypted += await ReencryptAsync(page, failed, cancellationToken);
                progress.Report(new WorkProgress(reencrypted, total));
                last = end.Address;
            }

            if (reencrypted == before)
            {
                return (reencrypted, failed);
            }
        }
    }

    private async Task<int> ReencryptAsync(IReadOnlyList<EncryptedSecret> page, List<string> failed, CancellationToken cancellationToken)
    {
        var replacements = new List<(EncryptedSecret, byte[])>(page.Count);
        foreach (var secret in page)
        {
            try
            {
                using var value = await cipher.DecryptAsync(secret.Address, secret.Envelope, cancellationToken);
                replacements.Add((secret, await cipher.EncryptAsync(secret.Address, value, cancellationToken)));
            }
            catch (DecryptionFailedException)
            {
                failed.Add($"{secret.Address.SecretId} version {secret.Address.Version}");
            }
        }

        return await envelopes.ReplaceAsync(replacements);
    }
}
