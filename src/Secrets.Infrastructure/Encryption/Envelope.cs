namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// The layout of the bytes that hold an encrypted value:
/// <code>
/// 0 'C' 'S' | 2 version=1 | 3 suite=1 | 4 key id [8] | 12 salt [32] | 44 commitment [32]
/// 76 nonce [12] | 88 ciphertext [n] | 88+n tag [16]
/// </code>
/// Suite 1 is HKDF-SHA256 with AES-256-GCM. The header, bytes 0 to 75, is authenticated with the context.
/// </summary>
internal static class Envelope
{
    public const int HeaderLength = 76;
    public const int NonceLength = 12;
    public const int TagLength = 16;
    public const int Overhead = HeaderLength + NonceLength + TagLength;

    public static Range Header => ..HeaderLength;

    public static Range Salt => 12..44;

    public static Range Commitment => 44..76;

    public static Range Nonce => HeaderLength..(HeaderLength + NonceLength);

    public static Range Ciphertext => (HeaderLength + NonceLength)..^TagLength;

    public static Range Tag => ^TagLength..;

    private static ReadOnlySpan<byte> Magic => [(byte)'C', (byte)'S', 1, 1];

    private static Range Id => 4..12;

    /// <summary>Creates an envelope for a plaintext of that many bytes. Only magic and key id are filled in.</summary>
    public static byte[] Allocate(KeyId keyId, int plaintextLength)
    {
        var envelope = new byte[Overhead + plaintextLength];
        Magic.CopyTo(envelope);
        keyId.Write(envelope.AsSpan()[Id]);
        return envelope;
    }

    /// <summary>Returns true if the bytes are long enough and of this version and suite.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> envelope) => envelope.Length >= Overhead && envelope.StartsWith(Magic);

    /// <summary>Returns the id of the key that encrypted a known envelope.</summary>
    public static KeyId KeyIdOf(ReadOnlySpan<byte> envelope) => KeyId.Read(envelope[Id]);
}
