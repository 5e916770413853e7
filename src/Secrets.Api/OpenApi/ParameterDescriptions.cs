using System.Net.Mime;
using Microsoft.Net.Http.Headers;
using NJsonSchema;
using NSwag;
using NSwag.Generation.AspNetCore;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Secrets.Api.OpenApi;

/// <summary>
/// Orders parameters by the path, adds their limits, and describes those that actions read from the request themselves: the name of a
/// secret in the path, and the headers of conditional requests.
/// </summary>
internal sealed class ParameterDescriptions(IServiceProvider services) : IOperationProcessor
{
    public bool Process(OperationProcessorContext context)
    {
        var operation = context.OperationDescription.Operation;
        var route = ((AspNetCoreOperationProcessorContext)context).ApiDescription;
        foreach (var parameter in route.ParameterDescriptions)
        {
            if (operation.Parameters.FirstOrDefault(described => described.Name == parameter.Name)?.Schema is { } schema)
            {
                AddLimits(schema, ParameterLimits.Of(parameter, services));
            }
        }

        AddConditionalHeaders(operation, route.ActionDescriptor.EndpointMetadata);
        foreach (var parameter in operation.Parameters)
        {
            Describe(parameter);
        }

        OrderByPath(operation, context.OperationDescription.Path);
        DescribeBody(operation, [.. route.SupportedRequestFormats.Select(format => format.MediaType)]);
        return true;
    }

    private static void AddLimits(JsonSchema schema, ParameterLimits limits)
    {
        schema.MaxLength = limits.MaxLength;

        // NSwag would write 1 as 1.0.
        schema.ExtensionData = new Dictionary<string, object?>(StringComparer.Ordinal);
        Add(schema.ExtensionData, "minimum", limits.Minimum);
        Add(schema.ExtensionData, "maximum", limits.Maximum);
    }

    private static void AddConditionalHeaders(OpenApiOperation operation, IList<object> metadata)
    {
        if (operation.Responses.ContainsKey("412"))
        {
            operation.Parameters.Add(
                Header(HeaderNames.IfMatch, $"Only while the secret has one of these entity tags, else 412. {EntityTagDescription.Text}")
            );
        }

        if (operation.Responses.ContainsKey("304"))
        {
            operation.Parameters.Add(
                Header(HeaderNames.IfNoneMatch, $"304 if the result has one of these entity tags. {EntityTagDescription.Text}")
            );
        }

        foreach (var accepted in metadata.OfType<AcceptsIfNoneMatchAttribute>())
        {
            operation.Parameters.Add(Header(HeaderNames.IfNoneMatch, accepted.Description));
        }
    }

    private static void OrderByPath(OpenApiOperation operation, string path)
    {
        var ordered = operation
            .Parameters.OrderBy(parameter => parameter.Kind != OpenApiParameterKind.Path)
            .ThenBy(parameter => path.IndexOf($"{{{parameter.Name}}}", StringComparison.Ordinal))
            .ToList();
        operation.Parameters.Clear();
        ordered.ForEach(operation.Parameters.Add);
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

    private static void DescribeBody(OpenApiOperation operation, IReadOnlyList<string> mediaTypes)
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
            var isDocument = mediaTypes.Count > 1 && mediaType != MediaTypeNames.Text.Plain;
            body.Content[mediaType] = new OpenApiMediaType { Schema = isDocument ? SecretFileSchema.Create() : schema };
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
