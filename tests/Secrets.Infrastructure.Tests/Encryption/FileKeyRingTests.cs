using System.Security.Cryptography;
using System.Text;
using Secrets.Application.Encryption;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.KeyRing;

namespace Secrets.Infrastructure.Tests.Encryption;

public sealed class FileKeyRingTests
{
    private static readonly Guid InstallationId = new("00000000-0000-7000-8000-0000000000aa");
    private static readonly byte[] Bytes = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public async Task Keys_are_wrapped_as_envelopes_with_the_purpose_wrap()
    {
        using var ring = Ring(out var active);
        using var key = SymmetricKey.Generate();
        var place = KeyWrap.OwnerKey(InstallationId, Guid.Empty, 1, key.Id);

        var wrapped = await ring.WrapAsync(key, place, CancellationToken.None);

        Assert.Equal(key.Bytes, new EnvelopeCipher("wrap").Decrypt(active, place, wrapped));
        using var unwrapped = await ring.UnwrapAsync(active.Id, key.Id, wrapped, place, CancellationToken.None);
        Assert.Equal((key.Id, Convert.ToHexString(key.Bytes)), (unwrapped.Id, Convert.ToHexString(unwrapped.Bytes)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public async Task Wrapped_bytes_that_are_not_a_key_are_refused(int length)
    {
        using var ring = Ring(out var active);
        var place = KeyWrap.SystemKey(InstallationId, "test", active.Id);
        var wrapped = new EnvelopeCipher("wrap").Encrypt(active, place, new byte[length]);

        await Assert.ThrowsAsync<DecryptionFailedException>(async () =>
            await ring.UnwrapAsync(active.Id, active.Id, wrapped, place, CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_key_that_is_not_in_the_ring_unwraps_nothing_and_matches_nothing()
    {
        using var ring = Ring(out var active);
        var place = KeyWrap.SystemKey(InstallationId, "test", active.Id);
        var wrapped = await ring.WrapAsync(active, place, CancellationToken.None);

        await Assert.ThrowsAsync<DecryptionFailedException>(async () =>
            await ring.UnwrapAsync(new KeyId(9), active.Id, wrapped, place, CancellationToken.None)
        );
        Assert.False(
            await ring.MatchesAsync(
                new KeyId(9),
                await ring.CheckValueAsync(active.Id, InstallationId, CancellationToken.None),
                InstallationId,
                CancellationToken.None
            )
        );
    }

    [Fact]
    public async Task A_check_value_is_derived_from_the_key_and_the_installation()
    {
        using var ring = Ring(out var active);
        var check = HKDF.Expand(
            HashAlgorithmName.SHA256,
            Bytes,
            32,
            [.. Encoding.ASCII.GetBytes("cs1|check|"), .. InstallationId.ToByteArray(bigEndian: true)]
        );

        Assert.Equal(check, await ring.CheckValueAsync(active.Id, InstallationId, CancellationToken.None));
        Assert.True(await ring.MatchesAsync(active.Id, check, InstallationId, CancellationToken.None));
        Assert.False(await ring.MatchesAsync(active.Id, check, Guid.Empty, CancellationToken.None));
        Assert.False(await ring.MatchesAsync(active.Id, check[..^1], InstallationId, CancellationToken.None));
        check[^1] ^= 1;
        Assert.False(await ring.MatchesAsync(active.Id, check, InstallationId, CancellationToken.None));
    }

    [Fact]
    public void Disposing_a_ring_wipes_its_keys()
    {
        var ring = Ring(out var active);

        ring.Dispose();

        Assert.Throws<ObjectDisposedException>(() => active.Bytes.Length);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_has_32_bytes(int length) => Assert.Throws<ArgumentException>(() => new SymmetricKey(new KeyId(1), new byte[length]));

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789ABCDEF", true)]
    [InlineData("0123456789abcde", false)]
    [InlineData("00123456789abcdef", false)]
    [InlineData("0123456789abcdeg", false)]
    [InlineData(" 123456789abcdef", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_id_is_16_hexadecimal_digits(string? text, bool isId)
    {
        Assert.Equal(isId, KeyId.TryParse(text, out var id));
        Assert.Equal(isId ? text!.ToLowerInvariant() : id.ToString(), id.ToString());
        Assert.Equal(id, KeyId.Read(id.ToBytes()));
    }

    private static FileKeyRing Ring(out SymmetricKey active)
    {
        active = new SymmetricKey(new KeyId(0x0102030405060708), Bytes);
        return new FileKeyRing(active, new Dictionary<KeyId, SymmetricKey> { [active.Id] = active });
    }
}
