using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Secrets.Application.ApiKeys;

namespace Secrets.Api.Authentication;

/// <summary>Authenticates a request by the one key in its header.</summary>
internal sealed class ApiKeyAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ApiKeyAuthenticator keys,
    FailedAuthentications failures,
    DeniedRequests denied) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Session-API-Key";

    private AuthenticationFailure _failure;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers[Header];
        if (header is not [{ Length: > 0 and <= SessionApiKey.MaxLength } token])
        {
            _failure = header is [] or [""] ? AuthenticationFailure.Missing : AuthenticationFailure.Malformed;
            return AuthenticateResult.NoResult();
        }

        (var key, _failure) = await keys.AuthenticateAsync(token, Context.RequestAborted);
        return key is not null
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ApiKeyIdentity(key, Context)), SchemeName))
            : AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        denied.NoteUnauthenticated(Context, _failure);
        Response.StatusCode = await failures.CountAsync(Context) ? StatusCodes.Status401Unauthorized : StatusCodes.Status429TooManyRequests;
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        await denied.NoteForbiddenAsync(Context);
        await base.HandleForbiddenAsync(properties);
    }
}
