using Microsoft.AspNetCore.Authentication;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Authentication;

internal static class AuthenticationServices
{
    /// <summary>Adds authentication by API key, and a policy for each scope.</summary>
    public static IServiceCollection AddApiKeyAuthentication(this IServiceCollection services)
    {
        services.AddSingleton<DeniedRequests>();

        // AddAuthentication would add data protection for cookies, which keeps keys in the home directory.
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthenticationHandler.SchemeName).AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(
            ApiKeyAuthenticationHandler.SchemeName,
            configureOptions: null
        );
        return services.AddAuthorization(options =>
        {
            foreach (var scope in Scopes.All)
            {
                options.AddPolicy(scope, policy =>
                    policy.RequireAssertion(context =>
                        context.User.Identity is ApiKeyIdentity { Caller: var caller }
                        && caller.Scopes.Contains(scope, StringComparer.Ordinal)
                    )
                );
            }
        });
    }
}
