using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ImportSecrets;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.OpenApi;

/// <summary>Describes what is sent as it is sent, not by the type that holds whatever it is.</summary>
internal sealed class Schemas : IOpenApiSchemaTransformer
{
    /// <summary>What is no object is described where it stands.</summary>
    public static string? ReferenceId(JsonTypeInfo type) => SubmittedType(type.Type) is not null ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var field = context.JsonPropertyInfo;
        if (SubmittedType(type) is { } submitted)
        {
            schema.Type = field?.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) is false ? submitted | JsonSchemaType.Null : submitted;
            schema.Format = type == typeof(Submitted<SecretValue>) ? "password" : field?.Name is "expires_at" ? "date-time" : null;
            schema.Items = submitted == JsonSchemaType.Array ? new OpenApiSchema { Type = JsonSchemaType.String } : null;
            schema.Description = field is null ? null : schema.Description;
            schema.Properties?.Clear();
            schema.Required?.Clear();
        }
        else if (type == typeof(IReadOnlyList<object>))
        {
            // Of several types, generated clients take one.
            schema.Items = new OpenApiSchema();
        }

        if (type == typeof(CollisionPolicy))
        {
            schema.Enum = [.. Enum.GetNames<CollisionPolicy>().Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name))];
            schema.Default = "fail";
        }

        return Task.CompletedTask;
    }

    private static JsonSchemaType? SubmittedType(Type type) =>
        type == typeof(SubmittedNumber) ? JsonSchemaType.Integer
        : type == typeof(Submitted<IReadOnlyList<Submitted<string>>>) ? JsonSchemaType.Array
        : type == typeof(Submitted<string>) || type == typeof(Submitted<SecretValue>) || type == typeof(EnvFile) || type == typeof(CollisionPolicy) ? JsonSchemaType.String
        : null;
}
