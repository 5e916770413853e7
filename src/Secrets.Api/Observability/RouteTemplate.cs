using Microsoft.AspNetCore.Http.Metadata;

namespace Secrets.Api.Observability;

/// <summary>The name of a route in logs, spans and metrics.</summary>
internal sealed class RouteTemplate(string route) : IRouteDiagnosticsMetadata
{
    public string Route { get; } = route;
}
