using Secrets.Application.Encryption;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Tests.Encryption;

public sealed class KeyIdTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    public void Bytes_of_another_length_are_not_an_id(int length) =>
        Assert.Throws<DecryptionFailedException>(() => KeyId.Read(new byte[length]));

    [Fact]
    public void An_id_is_its_eight_bytes_in_hexadecimal() =>
        Assert.Equal("00112233445566ff", KeyId.Read([0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0xFF]).ToString());
}
