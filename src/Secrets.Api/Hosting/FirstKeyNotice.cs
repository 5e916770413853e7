using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Secrets.Api.Authentication;
using Secrets.Api.Configuration;
using Secrets.Application.ApiKeys;

namespace Secrets.Api.Hosting;

/// <summary>Prints the first API key of a new installation once, to standard output and never to a log.</summary>
internal static class FirstKeyNotice
{
    public static async Task ShowAsync(WebApplication app, TextWriter output)
    {
        if (
            app.Services.GetRequiredService<SessionApiKey>().Token is not null
            || await app.Services.GetRequiredService<FirstApiKey>().CreateAsync() is not { } token
        )
        {
            return;
        }

        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? ListeningAddress.DefaultUrl;
        var address = ListeningAddress.Parse(ListeningAddress.Urls, listening);
        var socket = address.SocketPath is { } path ? $"--unix-socket '{path}' " : "";
        await output.WriteLineAsync(
            $"""

            The first API key of this installation. It is shown only once; store it.

                {token}

            Try it:

                curl {socket}-H '{ApiKeyAuthenticationHandler.Header}: {token}' {address.Url.GetLeftPart(UriPartial.Authority)}/api/secrets

            """
        );
    }
}
