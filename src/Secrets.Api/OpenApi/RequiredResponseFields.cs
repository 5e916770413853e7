using NJsonSchema.Generation;
using Secrets.Api.Serialization;

namespace Secrets.Api.OpenApi;

/// <summary>Marks the constructor parameters of records as required. Responses are records, and omit only fields with a default.</summary>
internal sealed class RequiredResponseFields : ISchemaProcessor
{
    public void Process(SchemaProcessorContext context)
    {
        foreach (var parameter in context.ContextualType.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
        {
            var field = ApiJson.Web.Options.PropertyNamingPolicy!.ConvertName(parameter.Name!);
            if (!parameter.HasDefaultValue && context.Schema.Properties.ContainsKey(field))
            {
                context.Schema.RequiredProperties.Add(field);
            }
        }
    }
}
