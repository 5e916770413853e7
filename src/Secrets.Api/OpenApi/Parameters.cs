using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Secrets.Api.Controllers;

namespace Secrets.Api.OpenApi;

/// <summary>Puts parameters in the order of the path, and describes what actions read from the request themselves: the name of a secret in the path, and the headers of conditional requests.</summary>
internal sealed class Parameters : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var path = context.Description.RelativePath!;
        var parameters = operation.Parameters?.Cast<OpenApiParameter>().ToList() ?? [];
        foreach (var described in context.Description.ParameterDescriptions)
        {
            if (parameters.Find(parameter => parameter.Name == described.Name)?.Schema is OpenApiSchema schema)
            {
                var limits = ParameterLimits.Of(described, context.ApplicationServices);
                schema.Minimum = limits.Minimum?.ToString();
                schema.Maximum = limits.Maximum?.ToString();
                schema.MaxLength = limits.MaxLength;
            }
        }

        foreach (var parameter in parameters.Where(parameter => parameter.In == ParameterLocation.Path))
        {
            if (parameter.Name is "id")
            {
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
            }
            else if (parameter.Name is "secret_id" or "name")
            {
                parameter.Description = "The name of the secret, percent-encoded: / is %2F.";
                parameter.Example = "GITHUB_TOKEN";
            }
        }

        if (operation.Responses!.ContainsKey("412"))
        {
            parameters.Add(Header(HeaderNames.IfMatch, $"Only while the secret has one of these entity tags, else 412. {EntityTags.Description}"));
        }

        if (operation.Responses!.ContainsKey("304"))
        {
            parameters.Add(Header(HeaderNames.IfNoneMatch, $"304 if what is asked for has one of these entity tags. {EntityTags.Description}"));
        }

        if (operation.OperationId is "upsert_settings_secret")
        {
            parameters.Add(Header(HeaderNames.IfNoneMatch, "With *, 412 if there is a secret of that name."));
        }

        operation.Parameters = [.. parameters.OrderBy(parameter => parameter.In != ParameterLocation.Path).ThenBy(parameter => path.IndexOf($"{{{parameter.Name}}}", StringComparison.Ordinal))];

        return Task.CompletedTask;
    }

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
