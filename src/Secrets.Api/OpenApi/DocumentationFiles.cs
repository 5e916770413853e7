using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using NSwag.AspNetCore;

namespace Secrets.Api.OpenApi;

/// <summary>Finds the files of the documentation page: the service's own page, and the Swagger UI that NSwag embeds.</summary>
internal static class DocumentationFiles
{
    private const string Html = "text/html; charset=utf-8";
    private const string Css = "text/css; charset=utf-8";
    private const string Script = "text/javascript; charset=utf-8";

    // NSwag's own page has an inline script, which the content security policy forbids.
    public static FileStreamHttpResult? Find(string name) =>
        name switch
        {
            "index.html" => Own(name, Html),
            "index.js" => Own(name, Script),
            "swagger-ui-bundle.js" => Swagger(name, Script),
            "swagger-ui.css" => Swagger(name, Css),
            "favicon-32x32.png" => Swagger(name, "image/png"),
            _ => null,
        };

    private static FileStreamHttpResult Own(string name, string type) =>
        Embedded(typeof(DocumentationFiles).Assembly, $"{typeof(DocumentationFiles).Namespace}.Documentation", name, type);

    private static FileStreamHttpResult Swagger(string name, string type) =>
        Embedded(typeof(SwaggerUiSettings).Assembly, "NSwag.AspNetCore.SwaggerUi", name, type);

    private static FileStreamHttpResult Embedded(Assembly assembly, string folder, string name, string type)
    {
        var tag = new EntityTagHeaderValue($"\"{assembly.ManifestModule.ModuleVersionId:N}\"");
        return TypedResults.Stream(assembly.GetManifestResourceStream($"{folder}.{name}")!, type, entityTag: tag);
    }
}
