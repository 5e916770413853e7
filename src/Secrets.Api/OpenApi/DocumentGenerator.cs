using System.Text.Json.Nodes;
using Namotion.Reflection;
using NJsonSchema;
using NJsonSchema.Generation;
using NSwag.Generation.AspNetCore;
using Secrets.Api.Serialization;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ImportSecrets;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Secrets.Api.OpenApi;

/// <summary>Generates an OpenAPI 3.0 document from the routes, with NSwag.</summary>
// AddOpenApiDocument would load NSwag, NJsonSchema and Newtonsoft.Json at each start, for a document that few clients request.
internal sealed class DocumentGenerator(IServiceProvider services)
{
    public async Task<JsonObject> GenerateAsync()
    {
        var schemas = new SystemTextJsonSchemaGeneratorSettings
        {
            SchemaType = SchemaType.OpenApi3,
            SerializerOptions = ApiJson.Web.Options,
            ReflectionService = new RequestFieldTypes(),
            XmlDocumentationFormatting = XmlDocsFormattingMode.Markdown,
            AlwaysAllowAdditionalObjectProperties = true,
            FlattenInheritanceHierarchy = true,
            TypeMappers = { new EnumerationMapper<CollisionPolicy>(), new EnumerationMapper<ExportFormat>() },
            SchemaProcessors = { new RequiredResponseFields() },
        };
        var settings = new AspNetCoreOpenApiDocumentGeneratorSettings
        {
            SchemaSettings = schemas,
            Title = "Secrets",
            Version = "1",
            Description = "OpenHands 0.53's custom-secrets contract, kept in a vault.",
            UseControllerSummaryAsTagDescription = true,
            UseHttpAttributeNameAsOperationId = true,
            AllowNullableBodyParameters = false,
            GenerateOriginalParameterNames = false,
        };
        settings.OperationProcessors.Add(new EndpointDescriptions());
        settings.OperationProcessors.Add(new ParameterDescriptions(services));
        settings.OperationProcessors.Add(new ResponseDescriptions());
        var document = await new AspNetCoreOpenApiDocumentGenerator(settings).GenerateAsync(services);
        document.Generator = null;
        return JsonNode.Parse(document.ToJson())!.AsObject();
    }
}
