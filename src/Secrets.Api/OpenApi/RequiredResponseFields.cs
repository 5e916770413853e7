using NJsonSchema.Generation;
using Secrets.Api.Serialization;

namespace Secrets.Api.OpenApi;

/// <summary>Requires the fields that a record is created with. Responses are records, and leave out only what has a default.</summary>
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
