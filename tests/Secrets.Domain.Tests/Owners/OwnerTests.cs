using Secrets.Domain.Owners;

namespace Secrets.Domain.Tests.Owners;

public sealed class OwnerTests
{
    [Fact]
    public void Every_owner_except_the_default_owner_can_be_shredded()
    {
        Assert.False(Owner.Default.CanBeShredded);
        Assert.True(new Owner(Guid.NewGuid(), "alice").CanBeShredded);
    }
}
