using System.Text.Json;
using NJsonSchema;
using NJsonSchema.Generation.TypeMappers;

namespace Secrets.Api.OpenApi;

/// <summary>Describes an enumeration inline, by the names that are sent. The first one is the default.</summary>
internal sealed class EnumerationMapper<T> : ITypeMapper
    where T : struct, Enum
{
    public Type MappedType => typeof(T);

    public bool UseReference => false;

    public void GenerateSchema(JsonSchema schema, TypeMapperContext context)
    {
        schema.Type = JsonObjectType.String;
        foreach (var name in Enum.GetNames<T>())
        {
            schema.Enumeration.Add(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
        }

        schema.Default = schema.Enumeration.First();
    }
}
