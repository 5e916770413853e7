using Microsoft.Net.Http.Headers;
using NJsonSchema;
using NSwag;
using NSwag.Generation.AspNetCore;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;
using Secrets.Api.Serialization;

namespace Secrets.Api.OpenApi;

/// <summary>
/// Puts parameters in the order of the path, and describes what actions read from the request themselves: the name of a secret
/// in the path, and the headers of conditional requests.
/// </summary>
internal sealed class Parameters(IServiceProvider services) : IOperationProcessor
{
    private const string Tags = EntityTags.Description;

    public bool Process(OperationProcessorContext context)
    {
        var operation = context.OperationDescription.Operation;
        var route = ((AspNetCoreOperationProcessorContext)context).ApiDescription;
        foreach (var described in route.ParameterDescriptions)
        {
            if (operation.Parameters.FirstOrDefault(parameter => parameter.Name == described.Name)?.Schema is { } schema)
            {
                var limits = ParameterLimits.Of(described, services);
                schema.MaxLength = limits.MaxLength;

                // NSwag would write 1 as 1.0.
                schema.ExtensionData = new Dictionary<string, object?>(StringComparer.Ordinal);
                Add(schema.ExtensionData, "minimum", limits.Minimum);
                Add(schema.ExtensionData, "maximum", limits.Maximum);
            }
        }

        if (operation.Responses.ContainsKey("412"))
        {
            operation.Parameters.Add(Header(HeaderNames.IfMatch, $"Only while the secret has one of these entity tags, else 412. {Tags}"));
        }

        if (operation.Responses.ContainsKey("304"))
        {
            operation.Parameters.Add(Header(HeaderNames.IfNoneMatch, $"304 if what is asked for has one of these entity tags. {Tags}"));
        }

        if (operation.OperationId is "upsert_settings_secret")
        {
            operation.Parameters.Add(Header(HeaderNames.IfNoneMatch, "With *, 412 if there is a secret of that name."));
        }

        var path = context.OperationDescription.Path;
        var ordered = operation
            .Parameters.OrderBy(parameter => parameter.Kind != OpenApiParameterKind.Path)
            .ThenBy(parameter => path.IndexOf($"{{{parameter.Name}}}", StringComparison.Ordinal))
            .ToList();
        operation.Parameters.Clear();
        foreach (var parameter in ordered)
        {
            Describe(parameter);
            operation.Parameters.Add(parameter);
        }

        DescribeBody(operation, route.SupportedRequestFormats.Select(format => format.MediaType));
        return true;
    }

    private static void Describe(OpenApiParameter parameter)
    {
        parameter.Position = null;
        if (parameter.Kind == OpenApiParameterKind.Path && parameter.Name is "id")
        {
            parameter.Schema = new JsonSchema { Type = JsonObjectType.String, Format = RequestFieldTypes.Uuid };
        }
        else if (parameter.Kind == OpenApiParameterKind.Path && parameter.Name is "secret_id" or "name")
        {
            parameter.Description = "The name of the secret, percent-encoded: / is %2F.";
            parameter.Example = "GITHUB_TOKEN";
        }

        // A parameter may be absent, but never null.
        parameter.Schema.IsNullableRaw = null;
    }

    private static void Add(IDictionary<string, object?> keywords, string name, object? limit)
    {
        if (limit is not null)
        {
            keywords[name] = limit;
        }
    }

    private static void DescribeBody(OpenApiOperation operation, IEnumerable<string> mediaTypes)
    {
        if (operation.RequestBody is not { } body)
        {
            return;
        }

        body.Name = null;
        body.Position = null;
        var schema = body.Content.Values.Single().Schema;
        body.Content.Clear();
        foreach (var mediaType in mediaTypes)
        {
            body.Content[mediaType] = new OpenApiMediaType { Schema = schema };
        }
    }

    private static OpenApiParameter Header(string name, string description) =>
        new()
        {
            Name = name,
            Kind = OpenApiParameterKind.Header,
            Description = description,
            Schema = new JsonSchema { Type = JsonObjectType.String },
        };
}
