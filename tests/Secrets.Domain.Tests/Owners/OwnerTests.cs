using Secrets.Domain.Owners;

namespace Secrets.Domain.Tests.Owners;

public sealed class OwnerTests
{
    [Fact]
    public void Every_owner_but_the_default_one_can_be_shredded()
    {
        Assert.False(Owner.Default.CanBeShredded);
        Assert.True(new Owner(Guid.NewGuid(), "alice").CanBeShredded);
    }
}
