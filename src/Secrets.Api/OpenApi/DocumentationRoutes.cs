using Microsoft.AspNetCore.Http.HttpResults;
using Secrets.Api.Requests;

namespace Secrets.Api.OpenApi;

/// <summary>The routes of the document and of the page that shows it.</summary>
internal static class DocumentationRoutes
{
    public const string Page = "/docs";

    public static void MapDocumentation(this WebApplication app)
    {
        var routes = app.MapGroup("").ExcludeFromDescription();
        routes.MapGet("/openapi.json", (ApiDocuments documents) => documents.GetVersion31Async()).Add(HeadRequests.AddTo);
        routes.MapGet("/openapi-3.0.json", (ApiDocuments documents) => documents.GetVersion30Async()).Add(HeadRequests.AddTo);
        routes
            .MapGet(Page, (HttpRequest request) => TypedResults.Redirect($"{request.PathBase}{Page}/index.html"))
            .ShortCircuit()
            .Add(HeadRequests.AddTo);
        routes
            .MapGet(Page + "/{file}", Results<FileStreamHttpResult, NotFound> (string file) =>
                DocumentationFiles.Find(file) is { } found ? found : TypedResults.NotFound()
            )
            .ShortCircuit()
            .Add(HeadRequests.AddTo);
    }
}
