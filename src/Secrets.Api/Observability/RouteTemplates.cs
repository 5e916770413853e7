namespace Secrets.Api.Observability;

internal static class RouteTemplates
{
    /// <summary>Names routes with a leading slash, as everywhere else. MVC drops it.</summary>
    public static ControllerActionEndpointConventionBuilder AddRouteTemplates(this ControllerActionEndpointConventionBuilder controllers)
    {
        controllers.Add(endpoint =>
        {
            if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } text })
            {
                endpoint.Metadata.Add(new RouteTemplate($"/{text.TrimStart('/')}"));
            }
        });
        return controllers;
    }
}
