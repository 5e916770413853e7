using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Secrets.Api.Controllers;
using Secrets.Api.Startup;

namespace Secrets.Api.OpenApi;

/// <summary>Puts answers in order, and describes their headers and the scope without which they are 403.</summary>
internal sealed class Answers : IOpenApiOperationTransformer
{
    private static readonly string[] WithEntityTag = ["get_secret", "reveal_secret", "put_secret_value", "restore_secret_version", "reveal_settings_secret"];
    private static readonly string[] WithWarnings = ["put_secret_value", "upsert_settings_secret"];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var answers = operation.Responses!.OrderBy(answer => answer.Key, StringComparer.Ordinal).ToList();
        operation.Responses!.Clear();
        foreach (var (status, response) in answers)
        {
            operation.Responses.Add(status, response);
            var answer = (OpenApiResponse)response;
            answer.Headers = HeadersOf(status, operation.OperationId);
            if (status is "403")
            {
                answer.Description = $"Forbidden: needs the scope {context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().First().Policy}";
            }
        }

        return Task.CompletedTask;
    }

    private static Dictionary<string, IOpenApiHeader> HeadersOf(string status, string? operation)
    {
        var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        if (status is "200" or "304" && WithEntityTag.Contains(operation, StringComparer.Ordinal))
        {
            headers[HeaderNames.ETag] = Header(JsonSchemaType.String, "\"q83vEjRWeJCrze8SNFZ4kA\"", EntityTags.Description);
        }

        if (status is "200" && WithWarnings.Contains(operation, StringComparer.Ordinal))
        {
            headers[SecretWarningHeader.Name] = Header(JsonSchemaType.String, SecretWarningHeader.Example, SecretWarningHeader.Description);
        }

        if (status[0] is '4' or '5')
        {
            headers[AnswerHeaders.RequestId] = Header(JsonSchemaType.String, "0HNQ8DGGMUKOL:00000001", "What the service's log and audit events know the request by.");
        }

        if (status is "429" or "503")
        {
            headers[HeaderNames.RetryAfter] = Header(JsonSchemaType.Integer, 1, "In seconds.");
        }

        return headers;
    }

    private static OpenApiHeader Header(JsonSchemaType type, JsonNode example, string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = type }, Example = example };
}
