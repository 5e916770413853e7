using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using NSwag;
using NSwag.Generation.AspNetCore;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Secrets.Api.OpenApi;

/// <summary>Copies summaries, descriptions and the security requirement from the metadata of endpoints.</summary>
internal sealed class EndpointDescriptions : IOperationProcessor
{
    public const string SecurityScheme = "APIKeyHeader";

    public bool Process(OperationProcessorContext context)
    {
        // HEAD is GET without the body. As an operation, it would have the same id.
        if (context.OperationDescription.Method is OpenApiOperationMethod.Head)
        {
            return false;
        }

        var operation = context.OperationDescription.Operation;
        var metadata = ((AspNetCoreOperationProcessorContext)context).ApiDescription.ActionDescriptor.EndpointMetadata;
        operation.Summary = metadata.OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary;
        operation.Description = metadata.OfType<IEndpointDescriptionMetadata>().LastOrDefault()?.Description;
        operation.Security = metadata.OfType<IAuthorizeData>().Any() ? [new OpenApiSecurityRequirement { [SecurityScheme] = [] }] : [];
        return true;
    }
}
