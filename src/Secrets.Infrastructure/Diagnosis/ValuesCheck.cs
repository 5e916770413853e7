using Secrets.Application;
using Secrets.Application.Diagnosis;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Diagnosis;

/// <summary>Decrypts stored values, current, old and deleted ones, a page at a time.</summary>
internal sealed class ValuesCheck(DiagnosisRepository repository, ISecretCipher cipher)
{
    private const int MaxNamed = 10;

    private readonly List<string> _failed = [];
    private long _shredded;
    private long _decrypted;

    /// <param name="sample">The number of current and of old values to decrypt, picked at random; null for all.</param>
    public async Task<Finding> RunAsync(int? sample, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var total = sample is null ? await repository.CountValuesAsync(cancellationToken) : (long?)null;
        var current = await DecryptAsync(repository.ListCurrentValuesAsync(sample, cancellationToken), total, progress, cancellationToken);
        var old = await DecryptAsync(repository.ListOldValuesAsync(sample, cancellationToken), total, progress, cancellationToken);
        return new Finding("values", IsFault: _failed.Count > 0, Describe(current, old, isSample: sample is not null));
    }

    private string Describe(long current, long old, bool isSample)
    {
        if (_failed.Count > 0)
        {
            var names = string.Join(", ", _failed.Take(MaxNamed)) + (_failed.Count > MaxNamed ? " and more" : "");
            return $"{_failed.Count} of {current + old} do not decrypt: {names}. They were damaged or moved: restore them from a backup, "
                + "or delete them.";
        }

        var picked = isSample ? " of those that were picked at random" : "";
        var shredded = _shredded > 0 ? $"; {_shredded} of shredded owners are left out" : "";
        return $"{current + old - _shredded} decrypt{picked}: {current} current, {old} old or deleted{shredded}";
    }

    private async Task<long> DecryptAsync(
        IAsyncEnumerable<EncryptedSecret> secrets,
        long? total,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var count = 0L;
        await foreach (var (address, envelope) in secrets)
        {
            count++;
            try
            {
                (await cipher.DecryptAsync(address, envelope, cancellationToken)).Dispose();
            }
            catch (OwnerShreddedException)
            {
                _shredded++;
            }
            catch (DecryptionFailedException)
            {
                _failed.Add($"secret {address.SecretId} version {address.Version} of owner {address.OwnerId}");
            }

            progress.Report(new WorkProgress(++_decrypted, total));
        }

        return count;
    }
}
