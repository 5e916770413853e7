using Secrets.Domain.Secrets;

namespace Secrets.Domain.Tests;

public sealed class SecretValueTests
{
    [Fact]
    public void A_value_is_not_printed()
    {
        using var value = SecretValue.TakeOwnershipOf("hunter2"u8.ToArray(), 7);

        Assert.Equal("[redacted]", $"{value}");
    }

    [Fact]
    public void Disposing_a_value_wipes_it()
    {
        var bytes = "hunter2 and more"u8.ToArray();

        SecretValue.TakeOwnershipOf(bytes, 7).Dispose();

        Assert.All(bytes, b => Assert.Equal(0, b));
    }
}
