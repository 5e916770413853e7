namespace Secrets.Api.Requests;

/// <summary>Lets HEAD have the answer of GET. The web server leaves the body out.</summary>
internal static class HeadRequests
{
    public static void AddTo(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods is [var method] && HttpMethods.IsGet(method))
        {
            endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        }
    }
}
