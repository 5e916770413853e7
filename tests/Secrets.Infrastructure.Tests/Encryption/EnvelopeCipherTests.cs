using Secrets.Application.Encryption;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Tests.Encryption;

public sealed class EnvelopeCipherTests
{
    private static readonly EnvelopeVectors Vectors = EnvelopeVectors.Read();
    private static readonly EnvelopeVector Token = Vectors.Valid.Single(vector => vector.Description == "a token");

    public static TheoryData<string> ValidVectors => [.. Vectors.Valid.Select(vector => vector.Description)];

    public static TheoryData<string> FaultyVectors => [.. Vectors.Faulty.Select(vector => vector.Description)];

    [Theory]
    [MemberData(nameof(ValidVectors))]
    public void A_frozen_envelope_decrypts(string description)
    {
        var vector = Vectors.Valid.Single(vector => vector.Description == description);

        Assert.Equal(vector.Plaintext, Convert.ToHexStringLower(vector.Decrypt()));
    }

    [Theory]
    [MemberData(nameof(FaultyVectors))]
    public void An_envelope_with_one_fault_does_not_decrypt(string description)
    {
        var vector = Vectors.Faulty.Single(vector => vector.Description == description);

        Assert.Throws<DecryptionFailedException>(vector.Decrypt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65536)]
    public void An_encrypted_value_decrypts(int length)
    {
        using var key = SymmetricKey.Generate();
        var context = new EnvelopeContext(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 1, "name", "value");
        var plaintext = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var cipher = new EnvelopeCipher("value");

        var envelope = cipher.Encrypt(key, context, plaintext);

        Assert.Equal(plaintext, cipher.Decrypt(key, context, envelope));
        Assert.Equal(length + 104, envelope.Length);
    }

    [Fact]
    public void Encrypting_twice_uses_different_salts_and_nonces()
    {
        using var key = Token.ToKey();
        var cipher = new EnvelopeCipher("value");

        var first = cipher.Encrypt(key, Token.Context.ToContext(), "same"u8);
        var second = cipher.Encrypt(key, Token.Context.ToContext(), "same"u8);

        Assert.NotEqual(first[Envelope.Salt], second[Envelope.Salt]);
        Assert.NotEqual(first[Envelope.Nonce], second[Envelope.Nonce]);
        Assert.NotEqual(first[Envelope.Ciphertext], second[Envelope.Ciphertext]);
    }

    [Fact]
    public void An_envelope_with_any_one_bit_flipped_does_not_decrypt()
    {
        var envelope = Convert.FromHexString(Token.Envelope);
        for (var bit = 0; bit < envelope.Length * 8; bit++)
        {
            var damaged = (byte[])envelope.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Throws<DecryptionFailedException>((Token with { Envelope = Convert.ToHexString(damaged) }).Decrypt);
        }
    }

    [Fact]
    public void An_envelope_of_any_other_length_does_not_decrypt()
    {
        var envelope = Convert.FromHexString(Token.Envelope);
        foreach (var length in Enumerable.Range(0, envelope.Length + 40).Where(length => length != envelope.Length))
        {
            var resized = (byte[])envelope.Clone();
            Array.Resize(ref resized, length);

            Assert.Throws<DecryptionFailedException>((Token with { Envelope = Convert.ToHexString(resized) }).Decrypt);
        }
    }

    [Fact]
    public void A_failure_does_not_reveal_its_cause()
    {
        var failures = Vectors.Faulty.Select(vector => Assert.Throws<DecryptionFailedException>(vector.Decrypt)).ToList();

        Assert.Single(failures.Select(failure => failure.Message).Distinct());
        Assert.All(failures, failure => Assert.Null(failure.InnerException));
    }

    [Fact]
    public void A_key_prints_only_its_id()
    {
        using var key = Token.ToKey();

        Assert.Equal($"key {Token.KeyId}", key.ToString());
    }

    [Fact]
    public void A_wiped_key_neither_encrypts_nor_decrypts()
    {
        var key = Token.ToKey();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => new EnvelopeCipher("value").Encrypt(key, Token.Context.ToContext(), "v"u8));
        Assert.Throws<ObjectDisposedException>(() =>
            new EnvelopeCipher("value").Decrypt(key, Token.Context.ToContext(), Convert.FromHexString(Token.Envelope))
        );
    }
}
