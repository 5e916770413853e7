using Microsoft.AspNetCore.Http.HttpResults;

namespace Secrets.Api.OpenApi;

/// <summary>Maps the OpenAPI documents and the page that shows them.</summary>
internal static class DocumentationRoutes
{
    public const string Page = "/docs";

    public static void MapDocumentation(this RouteGroupBuilder routes)
    {
        routes.ExcludeFromDescription();
        routes.MapGet("/openapi.json", (ApiDocuments documents) => documents.GetVersion31Async());
        routes.MapGet("/openapi-3.0.json", (ApiDocuments documents) => documents.GetVersion30Async());
        routes.MapGet(Page, (HttpRequest request) => TypedResults.Redirect($"{request.PathBase}{Page}/index.html")).ShortCircuit();
        routes
            .MapGet(Page + "/{file}", Results<FileStreamHttpResult, NotFound> (string file) =>
                DocumentationFiles.Find(file) is { } found ? found : TypedResults.NotFound()
            )
            .ShortCircuit();
    }
}
