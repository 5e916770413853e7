using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.Tests.ApiKeys;

public sealed class RedactionTests
{
    [Fact]
    public void Printing_an_object_with_a_token_does_not_show_the_token()
    {
        var token = ApiKeyToken.Generate();
        var created = new CreatedApiKey(ApiKey.Create(Owner.Default.Id, "k", Scopes.All, new byte[32], now: 1), token);

        Assert.Equal("[redacted] [redacted]", $"{created} {new SessionApiKey(token)}");
    }
}
