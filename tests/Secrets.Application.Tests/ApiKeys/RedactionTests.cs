using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.Tests.ApiKeys;

public sealed class RedactionTests
{
    [Fact]
    public void What_holds_a_token_does_not_tell_it()
    {
        var token = ApiKeyToken.Generate();
        var created = new CreatedApiKey(
            StoredApiKey.Create(Owner.Default.Id, "k", Scopes.All, new byte[32], DateTimeOffset.UtcNow, expiresAt: null),
            token
        );

        Assert.Equal("[redacted] [redacted]", $"{created} {new SessionApiKey(token)}");
    }
}
