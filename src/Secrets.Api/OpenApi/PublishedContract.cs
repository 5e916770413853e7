using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Secrets.Api.OpenApi;

/// <summary>
/// Gives the operations of the contract exactly the shape in which OpenHands 0.53 publishes them, from the embedded
/// document, and adds our descriptions, parameters and further answers. Everything else in the document is generated from the code.
/// </summary>
internal sealed class PublishedContract : IOpenApiDocumentTransformer
{
    private const string Resource = "Secrets.Api.OpenApi.openhands-0.53.json";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(typeof(PublishedContract).Assembly.GetManifestResourceStream(Resource)!);
        var published = OpenApiDocument.Parse(reader.ReadToEnd(), "json").Document!;

        document.Info = new OpenApiInfo { Title = "Secrets", Version = "1", Description = "OpenHands 0.53's custom-secrets contract, kept in a vault." };
        document.Servers?.Clear();
        foreach (var item in document.Paths.Values)
        {
            // HEAD is GET without the body. As an operation it would have the id of another.
            item.Operations!.Remove(HttpMethod.Head);
        }

        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        foreach (var (name, schema) in published.Components!.Schemas!)
        {
            document.Components.Schemas[name] = schema;
        }

        document.Components.SecuritySchemes = published.Components.SecuritySchemes;
        foreach (var operation in document.Paths.Values.SelectMany(item => item.Operations!.Values).Where(operation => operation.Responses!.ContainsKey("401")))
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("APIKeyHeader", document)] = [] }];
        }

        foreach (var (path, item) in published.Paths)
        {
            foreach (var (method, operation) in item.Operations!)
            {
                var generated = document.Paths[path].Operations![method];
                foreach (var (status, answer) in generated.Responses ?? [])
                {
                    operation.Responses!.TryAdd(status, answer);
                }

                // The published pages show POST and PUT whole, but only the answers of GET and DELETE.
                if (method == HttpMethod.Get || method == HttpMethod.Delete)
                {
                    operation.Parameters = [.. operation.Parameters ?? [], .. generated.Parameters?.Where(ours => ours.In != ParameterLocation.Path) ?? []];
                }

                operation.Description = generated.Description;
                operation.Tags = generated.Tags;
                document.Paths[path].Operations![method] = operation;
            }
        }

        await RemoveUnusedAsync(document, document.Components.Schemas, cancellationToken);
    }

    // The types that the published schemas stand for were described as well.
    private static async Task RemoveUnusedAsync(OpenApiDocument document, IDictionary<string, IOpenApiSchema> schemas, CancellationToken cancellationToken)
    {
        int before;
        do
        {
            before = schemas.Count;
            var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken);
            foreach (var name in schemas.Keys.Where(name => !json.Contains($"\"#/components/schemas/{name}\"", StringComparison.Ordinal)).ToList())
            {
                schemas.Remove(name);
            }
        }
        while (schemas.Count < before);
    }
}
