using System.Security.Claims;
using Secrets.Application;

namespace Secrets.Api.Authentication;

internal static class CallerExtensions
{
    /// <summary>Returns the caller of an authenticated request.</summary>
    public static Caller Caller(this ClaimsPrincipal user) =>
        user.Identity is ApiKeyIdentity identity
            ? identity.Caller
            : throw new InvalidOperationException("The request is not authenticated.");
}
