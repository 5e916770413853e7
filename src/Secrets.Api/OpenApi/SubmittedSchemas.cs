using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Secrets.Application.Secrets.ImportSecrets;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.OpenApi;

/// <summary>Describes submitted fields by what they should be, not by the type that holds whatever they are.</summary>
internal sealed class SubmittedSchemas : IOpenApiSchemaTransformer
{
    /// <summary>Submitted fields are described where they stand.</summary>
    public static string? ReferenceId(JsonTypeInfo type) => IsSubmitted(type.Type) || type.Type == typeof(CollisionPolicy) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(SubmittedNumber))
        {
            schema.Type = JsonSchemaType.Integer;
        }
        else if (type == typeof(Submitted<string>) || type == typeof(Submitted<SecretValue>))
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (type == typeof(Submitted<IReadOnlyList<Submitted<string>>>))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
        }
        else if (type == typeof(CollisionPolicy))
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetNames<CollisionPolicy>().Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name))];
            schema.Default = "fail";
        }
        else
        {
            return Task.CompletedTask;
        }

        schema.Properties?.Clear();
        schema.Required?.Clear();
        return Task.CompletedTask;
    }

    private static bool IsSubmitted(Type type) => type == typeof(SubmittedNumber) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Submitted<>));
}
