using System.Security.Claims;
using Secrets.Application;

namespace Secrets.Api.Authentication;

internal static class CallerExtensions
{
    /// <summary>Who an authenticated request comes from.</summary>
    public static Caller Caller(this ClaimsPrincipal user) =>
        user.Identity is ApiKeyIdentity identity
            ? identity.Caller
            : throw new InvalidOperationException("The request is not authenticated.");
}
