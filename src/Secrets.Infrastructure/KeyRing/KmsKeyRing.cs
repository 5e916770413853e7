using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>
/// A key ring in AWS KMS. Encrypt wraps keys, with their place as encryption context. The id of a root key is made of the first 8 bytes of
/// the SHA-256 of its name in the setting.
/// </summary>
internal sealed class KmsKeyRing : IKeyRing
{
    private readonly KmsClient _kms;
    private readonly Dictionary<KeyId, string> _keys;

    /// <param name="kms">Is disposed with the ring.</param>
    /// <param name="keys">The names of the keys in KMS; the first is active.</param>
    public KmsKeyRing(KmsClient kms, IReadOnlyList<string> keys)
    {
        _kms = kms;
        _keys = keys.Distinct(StringComparer.Ordinal).ToDictionary(IdOf);
        ActiveId = IdOf(keys[0]);
    }

    private static ReadOnlySpan<byte> CheckText => "cs1|check"u8;

    public KeyId ActiveId { get; }

    // KMS may have rotated the key material under the same name.
    public DateTimeOffset? CreatedAt => null;

    public DateTimeOffset? FindCreationTime(KeyId id) => null;

    public IReadOnlyCollection<KeyId> Ids => _keys.Keys;

    public async ValueTask<byte[]> WrapAsync(SymmetricKey key, EnvelopeContext context, CancellationToken cancellationToken)
    {
        var plaintext = GC.AllocateUninitializedArray<byte>(SymmetricKey.Length, pinned: true);
        try
        {
            key.Bytes.CopyTo(plaintext);
            return await _kms.EncryptAsync(_keys[ActiveId], plaintext, Describe(context), cancellationToken);
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
        using var plaintext = await _kms.DecryptAsync(key, wrapped, Describe(context), cancellationToken);
        return Take(plaintext, keyId);
    }

    /// <remarks>A constant that the root key has encrypted for this installation.</remarks>
    public async ValueTask<byte[]> CheckValueAsync(KeyId id, Guid installationId, CancellationToken cancellationToken)
    {
        try
        {
            return await _kms.EncryptAsync(_keys[id], CheckText.ToArray(), Describe(installationId), cancellationToken);
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
            using var plaintext = await _kms.DecryptAsync(_keys[id], checkValue, Describe(installationId), cancellationToken);
            return plaintext.ToArray().AsSpan().SequenceEqual(CheckText);
        }
        catch (DecryptionFailedException)
        {
            return false;
        }
        catch (StorageUnavailableException e)
        {
            throw new SettingException(KmsClient.Setting, e.Message);
        }
    }

    public void Dispose() => _kms.Dispose();

    private static KeyId IdOf(string key) => KeyId.Read(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, KeyId.Length));

    // AWS logs all of it in clear. A wrapped key has no secret id.
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
}
