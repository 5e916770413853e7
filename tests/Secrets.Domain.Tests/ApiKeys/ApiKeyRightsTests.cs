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
        Assert.Equal(isGranted, new ApiKeyRights(Scopes.All, ApiKeyRestrictions.None, ownEnd).CanGrantUntil(end));

    [Fact]
    public void A_key_cannot_grant_a_scope_that_it_lacks()
    {
        var rights = new ApiKeyRights([Scopes.ListSecrets, Scopes.ManageKeys], ApiKeyRestrictions.None, EndsAt: null);

        Assert.True(rights.CanGrant([Scopes.ManageKeys], ApiKeyRestrictions.None));
        Assert.False(rights.CanGrant([Scopes.ListSecrets, Scopes.RevealSecrets], ApiKeyRestrictions.None));
    }

    [Fact]
    public void A_restricted_key_grants_only_what_it_reaches_itself()
    {
        var (names, networks) = (SecretNames.Of(["A*"]), ClientNetworks.Of(["10.0.0.0/8"]));
        var rights = new ApiKeyRights(Scopes.All, new ApiKeyRestrictions(names, networks), EndsAt: null);

        Assert.True(rights.CanGrant([], new ApiKeyRestrictions(SecretNames.Of(["AB"]), ClientNetworks.Of(["10.1.0.0/16"]))));
        Assert.False(rights.CanGrant([], new ApiKeyRestrictions(SecretNames.Of(["AB"]), ClientNetworks: null)));
        Assert.False(rights.CanGrant([], new ApiKeyRestrictions(Secrets: null, networks)));
        Assert.False(rights.CanGrant([], ApiKeyRestrictions.None));
        Assert.True(new ApiKeyRights(Scopes.All, ApiKeyRestrictions.None, EndsAt: null).CanGrant([], rights.Restrictions));
    }
}
