using System.Security.Claims;
using Secrets.Application;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Authentication;

/// <summary>The identity of a request: the API key that it came with.</summary>
internal sealed class ApiKeyIdentity(AuthenticatedKey key, HttpContext context) : ClaimsIdentity(ApiKeyAuthenticationHandler.SchemeName)
{
    public Caller Caller { get; } =
        new(key.OwnerId, key.Id, key.Scopes)
        {
            EndsAt = key.EndsAt,
            RequestId = context.TraceIdentifier,
            ClientIp = ClientAddress.Of(context)?.ToString() ?? "",
        };
}
