using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using NJsonSchema;
using NSwag;
using NSwag.Generation.AspNetCore;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;
using Secrets.Api.Responses;

namespace Secrets.Api.OpenApi;

/// <summary>Orders responses by status, and describes their media types, their headers and the scope that a route requires.</summary>
internal sealed class ResponseDescriptions : IOperationProcessor
{
    public bool Process(OperationProcessorContext context)
    {
        var operation = context.OperationDescription.Operation;
        var route = ((AspNetCoreOperationProcessorContext)context).ApiDescription;
        var schemas = operation.Responses.ToDictionary(response => response.Key, response => response.Value.Schema, StringComparer.Ordinal);
        operation.Responses.Clear();
        foreach (var supported in route.SupportedResponseTypes.OrderBy(response => response.StatusCode))
        {
            var status = supported.StatusCode.ToString(CultureInfo.InvariantCulture);
            var response = new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(supported.StatusCode) };
            if (status is "403")
            {
                if (route.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().First().Policy is { } scope)
                {
                    response.Description = $"Forbidden: needs the scope {scope}";
                }
                else if (!CanForbid(route.ActionDescriptor))
                {
                    continue;
                }
            }

            foreach (var format in schemas[status] is null ? [] : supported.ApiResponseFormats)
            {
                var isDocument = supported.ApiResponseFormats.Count > 1 && format.MediaType != MediaTypeNames.Text.Plain;
                response.Content[format.MediaType] = new OpenApiMediaType
                {
                    Schema = isDocument ? SecretFileSchema.Create() : schemas[status],
                };
            }

            AddHeaders(response.Headers, status, route.ActionDescriptor.EndpointMetadata);
            operation.Responses[status] = response;
        }

        return true;
    }

    /// <summary>Returns true for a route for every key that names the status itself.</summary>
    private static bool CanForbid(ActionDescriptor action) =>
        action.FilterDescriptors.Any(descriptor =>
            descriptor.Scope == FilterScope.Action
            && descriptor.Filter is IApiResponseMetadataProvider { StatusCode: StatusCodes.Status403Forbidden }
        );

    private static void AddHeaders(OpenApiHeaders headers, string status, IList<object> metadata)
    {
        if (status is "200" or "204" or "304" && metadata.OfType<ReturnsEntityTagAttribute>().Any())
        {
            headers[HeaderNames.ETag] = Header(JsonObjectType.String, "\"q83vEjRWeJCrze8SNFZ4kA\"", EntityTagDescription.Text);
        }

        if (status is "200" or "304" && metadata.OfType<ReturnsDueAttribute>().Any())
        {
            const string due = "The time at which the secret is due, if it has one.";
            headers[RevealedValueResult.DueHeader] = Header(JsonObjectType.String, "2031-01-01T00:00:00Z", due);
        }

        if (status is "200" && metadata.OfType<ReturnsWarningsAttribute>().Any())
        {
            headers[SecretWarningHeader.Name] = Header(JsonObjectType.String, SecretWarningHeader.Example, SecretWarningHeader.Description);
        }

        if (status[0] is '4' or '5')
        {
            const string id = "The id of the request in the log and in audit events.";
            headers[ResponseHeaders.RequestId] = Header(JsonObjectType.String, "0HNQ8DGGMUKOL:00000001", id);
        }

        if (status is "429" or "503")
        {
            headers[HeaderNames.RetryAfter] = Header(JsonObjectType.Integer, 1, "In seconds.");
        }
    }

    private static OpenApiHeader Header(JsonObjectType type, object example, string description) =>
        new()
        {
            Description = description,
            Schema = new JsonSchema { Type = type },
            Example = example,
        };
}
