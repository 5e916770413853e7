using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Secrets.Api.Errors;

namespace Secrets.Api.OpenApi;

/// <summary>Shows what is sent to an operation and what it answers: what the embedded examples say, else the body that goes with a status.</summary>
internal sealed class Examples : IOpenApiOperationTransformer
{
    private const string Resource = "Secrets.Api.OpenApi.examples.json";

    private static readonly JsonNode Table = Read();

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var examples = Table[$"{context.Description.HttpMethod} /{context.Description.RelativePath}"];
        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
        {
            content.Example = examples?["request"];
        }

        foreach (var (status, answer) in operation.Responses ?? [])
        {
            foreach (var content in answer.Content?.Values ?? [])
            {
                content.Example = examples?[status] ?? new JsonObject { ["detail"] = ErrorAnswers.DetailOf(int.Parse(status, CultureInfo.InvariantCulture)) };
            }
        }

        return Task.CompletedTask;
    }

    private static JsonNode Read()
    {
        using var json = typeof(Examples).Assembly.GetManifestResourceStream(Resource)!;
        return JsonNode.Parse(json)!;
    }
}
