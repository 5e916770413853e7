using System.Security.Claims;
using Secrets.Application;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Authentication;

/// <summary>The identity of a request: its API key.</summary>
internal sealed class ApiKeyIdentity(AuthenticatedKey key, HttpContext context) : ClaimsIdentity(ApiKeyAuthenticationHandler.SchemeName)
{
    public Caller Caller { get; } =
        new(key.OwnerId, key.Id, key.Scopes)
        {
            Restrictions = key.Restrictions,
            EndsAt = key.EndsAt,
            Depth = key.Depth,
            MaxUses = key.MaxUses,
            RequestId = context.TraceIdentifier,
            ClientIp = ClientIp.Of(context)?.ToString() ?? "",
        };
}
