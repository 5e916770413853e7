using Microsoft.AspNetCore.Connections.Features;

namespace Secrets.Api.Connections;

/// <summary>Tells each connection of the requests that are under way on it, and asks clients for a new one when the service
/// stops.</summary>
internal sealed class RequestsUnderWay(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    private readonly CancellationToken _stopping = lifetime.ApplicationStopping;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<OpenConnection>() is not { } connection)
        {
            await next(context);
            return;
        }

        connection.Begin();
        try
        {
            if (_stopping.IsCancellationRequested)
            {
                AskForNewConnection(context);
            }

            await next(context);
        }
        finally
        {
            connection.End();
        }
    }

    private static void AskForNewConnection(HttpContext context)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            return;
        }

        // Not before: a response that fails loses its headers.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
    }
}
