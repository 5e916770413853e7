using Microsoft.AspNetCore.Http.Metadata;

namespace Secrets.Api.Observability;

/// <summary>What logs, spans and metrics call a route. MVC drops the slash that routes begin with everywhere else.</summary>
internal sealed class RouteTemplate(string route) : IRouteDiagnosticsMetadata
{
    public string Route { get; } = route;

    public static void AddTo(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } text })
        {
            endpoint.Metadata.Add(new RouteTemplate($"/{text.TrimStart('/')}"));
        }
    }
}
