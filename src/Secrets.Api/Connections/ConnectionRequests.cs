using Microsoft.AspNetCore.Connections.Features;

namespace Secrets.Api.Connections;

/// <summary>Counts the active requests of each connection. While the service stops, it asks clients to use a new connection.</summary>
internal sealed class ConnectionRequests(RequestDelegate next, IHostApplicationLifetime lifetime)
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

        // Added late, since a response that fails loses the headers that it had before.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
    }
}
