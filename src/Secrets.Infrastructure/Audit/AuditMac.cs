using System.Security.Cryptography;
using System.Text;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Audit;

/// <summary>
/// Computes HMAC-SHA256 of events, and of blocks and checkpoints, each under a key that HKDF-Expand (RFC 5869) derives from the
/// installation's key for the audit log. The labels <c>seal</c> and <c>mark</c> belong to the stored format.
/// </summary>
internal sealed class AuditMac(Installation installation) : IAuditSigner, IDisposable
{
    private const int MaxStackBytes = 512;

    private readonly Lazy<byte[]> _eventKey = new(() => Derive(installation.AuditKey, "event"));
    private readonly Lazy<byte[]> _chainKey = new(() => Derive(installation.AuditKey, "seal"));

    public Guid InstallationId => installation.Id;

    public AuditEvent Sign(AuditEvent auditEvent) => auditEvent with { Mac = MacOf(auditEvent) };

    public bool IsSigned(AuditEvent auditEvent) => CryptographicOperations.FixedTimeEquals(auditEvent.Mac, MacOf(auditEvent));

    public AuditBlock Sign(AuditBlock block, AuditBlock previous) => block with { Mac = MacOf(block, previous) };

    public bool IsSigned(AuditBlock block, AuditBlock previous) =>
        CryptographicOperations.FixedTimeEquals(block.Mac, MacOf(block, previous));

    public StoredCheckpoint Sign(StoredCheckpoint checkpoint) => checkpoint with { Mac = MacOf(checkpoint) };

    public bool IsSigned(StoredCheckpoint checkpoint) => CryptographicOperations.FixedTimeEquals(checkpoint.Mac, MacOf(checkpoint));

    public void Dispose()
    {
        foreach (var key in new[] { _eventKey, _chainKey }.Where(key => key.IsValueCreated))
        {
            CryptographicOperations.ZeroMemory(key.Value);
        }
    }

    private byte[] MacOf(AuditEvent e)
    {
        var maxLength = 256 + (3 * (e.Action.Length + e.Result.Length + e.RequestId.Length + e.ClientIp.Length));
        var input = new MacInput(maxLength <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[maxLength]);
        input.Write(e.OwnerId);
        input.Write(e.Id);
        input.Write(e.At);
        input.Write(e.KeyId);
        input.Write(e.Action);
        input.Write(e.SecretId);
        input.Write(e.Version);
        input.Write(e.SubjectKeyId);
        input.Write(e.Result);
        input.Write(e.Count);
        input.Write(e.RequestId);
        input.Write(e.ClientIp);
        if (e.SuccessorKeyId is not null)
        {
            // Not written if absent, so that the MACs of events without it stay valid.
            input.Write(e.SuccessorKeyId);
        }

        return HMACSHA256.HashData(_eventKey.Value, input.Written);
    }

    private byte[] MacOf(AuditBlock block, AuditBlock previous) =>
        MacOf(
            "seal",
            [block.Number, block.LastPosition, block.CreatedAt],
            [.. block.Digest, .. SHA256.HashData(block.EventIds), .. previous.Mac]
        );

    private byte[] MacOf(StoredCheckpoint checkpoint) =>
        MacOf($"mark {checkpoint.Name}", [checkpoint.BlockNumber, checkpoint.LastPosition, checkpoint.At], checkpoint.BlockMac);

    private byte[] MacOf(string kind, ReadOnlySpan<long> numbers, byte[] bytes)
    {
        // Bytes that were damaged may have any length.
        var maxLength = 128 + (3 * kind.Length) + (12 * numbers.Length) + bytes.Length;
        var input = new MacInput(maxLength <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[maxLength]);
        input.Write(kind);
        foreach (var number in numbers)
        {
            input.Write(number);
        }

        input.Write(bytes);
        return HMACSHA256.HashData(_chainKey.Value, input.Written);
    }

    private static byte[] Derive(SymmetricKey auditKey, string purpose)
    {
        var key = GC.AllocateUninitializedArray<byte>(SymmetricKey.Length, pinned: true);
        HKDF.Expand(HashAlgorithmName.SHA256, auditKey.Bytes, key, Encoding.UTF8.GetBytes($"cs1|audit|{purpose}"));
        return key;
    }
}
