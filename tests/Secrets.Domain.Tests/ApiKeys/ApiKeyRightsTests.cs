using Secrets.Domain.ApiKeys;

namespace Secrets.Domain.Tests.ApiKeys;

public sealed class ApiKeyRightsTests
{
    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, 10L, true)]
    [InlineData(10L, 10L, true)]
    [InlineData(10L, 11L, false)]
    [InlineData(10L, null, false)]
    public void A_key_cannot_grant_a_later_end_than_its_own(long? ownEnd, long? end, bool isGranted) =>
        Assert.Equal(isGranted, new ApiKeyRights(Scopes.All, ownEnd).CanGrantUntil(end));

    [Fact]
    public void A_key_cannot_grant_a_scope_that_it_lacks()
    {
        var rights = new ApiKeyRights([Scopes.ListSecrets, Scopes.ManageKeys], EndsAt: null);

        Assert.True(rights.CanGrant([Scopes.ManageKeys]));
        Assert.False(rights.CanGrant([Scopes.ListSecrets, Scopes.RevealSecrets]));
    }
}
