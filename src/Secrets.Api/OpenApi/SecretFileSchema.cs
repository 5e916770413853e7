using NJsonSchema;

namespace Secrets.Api.OpenApi;

/// <summary>Describes files with secrets in JSON and YAML. A .env file is text.</summary>
internal static class SecretFileSchema
{
    public static JsonSchema Create()
    {
        var secret = Object(
            ("name", Text()),
            ("description", Text(isNullable: true)),
            ("labels", new JsonSchemaProperty { Type = JsonObjectType.Object, AdditionalPropertiesSchema = Text() }),
            ("expires_at", Text(isNullable: true, format: "date-time")),
            ("rotate_every_days", new JsonSchemaProperty { Type = JsonObjectType.Integer, IsNullableRaw = true }),
            ("canary", new JsonSchemaProperty { Type = JsonObjectType.Boolean }),
            ("value", Text(format: "password"))
        );
        secret.RequiredProperties.Add("name");
        secret.RequiredProperties.Add("value");
        var notDecrypted = List(Text());
        notDecrypted.Description = "In an export: the names of secrets that cannot be decrypted. An import ignores it.";
        var expired = List(Text());
        expired.Description = "In an export: the names of expired secrets, if the service withholds them. An import ignores it.";
        var file = Object(("secrets", List(secret)), ("not_decrypted", notDecrypted), ("expired", expired));
        file.RequiredProperties.Add("secrets");
        return file;
    }

    private static JsonSchemaProperty Text(bool isNullable = false, string? format = null) =>
        new()
        {
            Type = JsonObjectType.String,
            Format = format,
            IsNullableRaw = isNullable ? true : null,
        };

    private static JsonSchemaProperty List(JsonSchema item) => new() { Type = JsonObjectType.Array, Item = item };

    private static JsonSchema Object(params (string Name, JsonSchemaProperty Schema)[] fields)
    {
        var schema = new JsonSchema { Type = JsonObjectType.Object };
        foreach (var (name, field) in fields)
        {
            schema.Properties[name] = field;
        }

        return schema;
    }
}
