using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Secrets.Api.Authentication;
using Secrets.Application.ApiKeys;

namespace Secrets.Api.Startup;

/// <summary>Shows the first API key of a new installation once, on standard output and never in a log.</summary>
internal static class FirstKeyNotice
{
    public static async Task ShowAsync(WebApplication app, TextWriter output)
    {
        if (app.Services.GetRequiredService<SessionApiKey>().Token is not null
            || await app.Services.GetRequiredService<FirstApiKey>().CreateAsync() is not { } token)
        {
            return;
        }

        var url = ListeningAddress.OnThisMachine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? SecretsService.DefaultUrl);
        await output.WriteLineAsync(
            $"""

            The first API key of this installation. It is shown this once; keep it.

                {token}

            Try it:

                curl -H '{ApiKeyAuthenticationHandler.Header}: {token}' {url.Scheme}://{url.Host}:{url.Port}/api/secrets

            """);
    }
}
