using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Secrets.Application;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// A ring whose keys are in AWS KMS, which wraps with Encrypt and binds the place to it as encryption context. A key's id
/// here is the first 8 bytes of the SHA-256 of what the setting calls it.
/// </summary>
internal sealed class KmsKeyRing : IKeyRing
{
    public const string Setting = "Encryption__KmsKeyId";

    // The SDK's retries included.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(5);

    private readonly IAmazonKeyManagementService _kms;
    private readonly Dictionary<KeyId, string> _keys;

    /// <param name="kms">Is disposed of with the ring.</param>
    /// <param name="keys">What KMS calls them; the first is active.</param>
    public KmsKeyRing(IAmazonKeyManagementService kms, IReadOnlyList<string> keys)
    {
        _kms = kms;
        _keys = keys.Distinct(StringComparer.Ordinal).ToDictionary(IdOf);
        ActiveId = IdOf(keys[0]);
    }

    private static ReadOnlySpan<byte> CheckText => "cs1|check"u8;

    public KeyId ActiveId { get; }

    // KMS keeps it itself, and may have put new key material under the same name since.
    public DateTimeOffset? MadeAt => null;

    public IReadOnlyCollection<KeyId> Ids => _keys.Keys;

    public async ValueTask<byte[]> WrapAsync(SymmetricKey key, EnvelopeContext context, CancellationToken cancellationToken)
    {
        var plaintext = GC.AllocateUninitializedArray<byte>(SymmetricKey.Length, pinned: true);
        try
        {
            key.Bytes.CopyTo(plaintext);
            return await EncryptAsync(_keys[ActiveId], plaintext, Describe(context), cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    public async ValueTask<SymmetricKey> UnwrapAsync(
        KeyId rootKeyId,
        KeyId keyId,
        byte[] wrapped,
        EnvelopeContext context,
        CancellationToken cancellationToken
    )
    {
        var key = _keys.GetValueOrDefault(rootKeyId) ?? throw new DecryptionFailedException();
        using var plaintext = await DecryptAsync(key, wrapped, Describe(context), cancellationToken);
        return Take(plaintext, keyId);
    }

    /// <remarks>A constant that the key has encrypted for this installation.</remarks>
    public async ValueTask<byte[]> CheckValueAsync(KeyId id, Guid installationId, CancellationToken cancellationToken)
    {
        try
        {
            return await EncryptAsync(_keys[id], CheckText.ToArray(), Describe(installationId), cancellationToken);
        }
        catch (StorageUnavailableException e)
        {
            throw new SettingException(e.Setting, e.Message);
        }
    }

    public async ValueTask<bool> MatchesAsync(KeyId id, byte[] checkValue, Guid installationId, CancellationToken cancellationToken)
    {
        try
        {
            using var plaintext = await DecryptAsync(_keys[id], checkValue, Describe(installationId), cancellationToken);
            return plaintext.ToArray().AsSpan().SequenceEqual(CheckText);
        }
        catch (DecryptionFailedException)
        {
            return false;
        }
        catch (StorageUnavailableException e)
        {
            throw new SettingException(Setting, e.Message);
        }
    }

    public void Dispose() => _kms.Dispose();

    private static KeyId IdOf(string key) => KeyId.Read(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, KeyId.Length));

    // All of it is in clear in the log of AWS. A key belongs to no secret.
    private static Dictionary<string, string> Describe(in EnvelopeContext context) =>
        new(StringComparer.Ordinal)
        {
            ["installation"] = context.InstallationId.ToString(),
            ["owner"] = context.OwnerId.ToString(),
            ["generation"] = context.Version.ToString(CultureInfo.InvariantCulture),
            ["key"] = context.Name,
            ["field"] = context.Field,
        };

    private static Dictionary<string, string> Describe(Guid installationId) =>
        new(StringComparer.Ordinal) { ["installation"] = installationId.ToString(), ["field"] = "check" };

    private static SymmetricKey Take(MemoryStream plaintext, KeyId id)
    {
        Span<byte> bytes = stackalloc byte[SymmetricKey.Length];
        try
        {
            return plaintext.Length == SymmetricKey.Length && plaintext.ReadAtLeast(bytes, bytes.Length) == bytes.Length
                ? new SymmetricKey(id, bytes)
                : throw new DecryptionFailedException();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            Wipe(plaintext);
        }
    }

    private static void Wipe(MemoryStream plaintext)
    {
        plaintext.Position = 0;
        plaintext.Write(new byte[plaintext.Length]);
    }

    private static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestCall);
        try
        {
            return await call(limit.Token);
        }
        catch (Exception e) when (e is InvalidCiphertextException or IncorrectKeyException)
        {
            throw new DecryptionFailedException();
        }
        catch (Exception e)
            when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            // Without the SDK's exception: an answer that it cannot parse may hold the key.
            throw new StorageUnavailableException($"AWS KMS failed: {ReasonOf(e).ReplaceLineEndings(" ")}", setting: Setting);
        }
    }

    private static string ReasonOf(Exception e) =>
        e switch
        {
            AmazonServiceException { ErrorCode.Length: > 0 } refused => $"{refused.ErrorCode}: {refused.Message}",
            HttpRequestException unreachable => unreachable.Message,
            AmazonClientException misconfigured => misconfigured.Message,
            OperationCanceledException => "it did not answer in time.",
            _ => "its answer cannot be read.",
        };

    private async Task<byte[]> EncryptAsync(
        string key,
        byte[] plaintext,
        Dictionary<string, string> context,
        CancellationToken cancellationToken
    )
    {
        using var stream = new MemoryStream(plaintext, writable: false);
        var request = new EncryptRequest
        {
            KeyId = key,
            Plaintext = stream,
            EncryptionContext = context,
        };
        var response = await CallAsync(token => _kms.EncryptAsync(request, token), cancellationToken);
        return response.CiphertextBlob.ToArray();
    }

    // With the key's id KMS refuses what another of its keys has encrypted.
    private async Task<MemoryStream> DecryptAsync(
        string key,
        byte[] ciphertext,
        Dictionary<string, string> context,
        CancellationToken cancellationToken
    )
    {
        using var stream = new MemoryStream(ciphertext, writable: false);
        var request = new DecryptRequest
        {
            KeyId = key,
            CiphertextBlob = stream,
            EncryptionContext = context,
        };
        var response = await CallAsync(token => _kms.DecryptAsync(request, token), cancellationToken);
        return response.Plaintext;
    }
}
