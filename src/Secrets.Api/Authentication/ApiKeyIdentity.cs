using System.Security.Claims;
using Secrets.Application;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Authentication;

/// <summary>The identity of a request: the API key that it came with. Each scope of the key is a claim.</summary>
internal sealed class ApiKeyIdentity(ApiKey key)
    : ClaimsIdentity(key.Scopes.Select(scope => new Claim(ScopeClaim, scope)), ApiKeyAuthenticationHandler.SchemeName)
{
    public const string ScopeClaim = "scope";

    public Caller Caller { get; } = new(key.OwnerId, key.Id, key.Scopes);
}
