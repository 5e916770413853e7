using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Secrets.Api.RateLimiting;
using Secrets.Application.ApiKeys;

namespace Secrets.Api.Authentication;

/// <summary>Authenticates a request by the API key in its header.</summary>
internal sealed class ApiKeyAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ApiKeyAuthenticator keys,
    FailedAuthentications failures,
    DeniedRequests denied
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder), IAuthenticationRequestHandler
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Session-API-Key";

    /// <summary>The challenge of FastAPI for a key in a header.</summary>
    public const string Challenge = "APIKey";

    private AuthenticationFailure _failure;

    // False if this failed look-up exceeds the limit of its client IP; null if no look-up failed.
    private bool? _isWithinLimit;

    /// <summary>Ends a request with an unknown key on any route if its client IP has exceeded the limit.</summary>
    public async Task<bool> HandleRequestAsync()
    {
        await HandleAuthenticateOnceAsync();
        if (_isWithinLimit is not false)
        {
            return false;
        }

        Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return true;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers[Header];
        if (header is not [{ Length: > 0 and <= SessionApiKey.MaxLength } token])
        {
            _failure = header is [] or [""] ? AuthenticationFailure.Missing : AuthenticationFailure.Malformed;
            return AuthenticateResult.NoResult();
        }

        (var key, _failure) = await keys.AuthenticateAsync(token, Context.RequestAborted);
        if (key?.Restrictions.ClientNetworks is { } networks && !networks.Include(ClientIp.Of(Context)))
        {
            (key, _failure) = (null, AuthenticationFailure.OutsideNetworks);
        }

        if (key is not null)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ApiKeyIdentity(key, Context)), SchemeName));
        }

        _isWithinLimit = await CountAsync();
        return AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_isWithinLimit ?? await CountAsync())
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.WWWAuthenticate = Challenge;
        }
        else
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
        }
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        await denied.CountForbiddenAsync(Context);
        await base.HandleForbiddenAsync(properties);
    }

    private async Task<bool> CountAsync()
    {
        await denied.CountUnauthenticatedAsync(Context, _failure);
        return await failures.CountAsync(Context);
    }
}
