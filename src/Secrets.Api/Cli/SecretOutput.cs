using Secrets.Api.Responses;
using Secrets.Api.Serialization;

namespace Secrets.Api.Cli;

/// <summary>Prints what the commands of secrets have in common.</summary>
internal static class SecretOutput
{
    public static int NotFound(string name, long? version = null) =>
        Output.NotFound(version is { } number ? $"There is no version {number} of a secret {name}." : $"There is no secret {name}.");

    public static int NameTaken(string name) => Output.Refused($"a secret {name} exists. Delete or rename it first.");

    public static int Done(string text, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            Output.Note($"Warning: {warning}");
        }

        return Output.Done(text);
    }

    public static int Print(SecretMetadataResponse secret, bool asJson) =>
        asJson
            ? Output.Json(secret, ApiJson.Web.SecretMetadataResponse)
            : Output.Table([["FIELD", "VALUE"], .. FieldsOf(secret)]);

    // The fields of the response, under their names in JSON. So each is shown.
    private static IEnumerable<string[]> FieldsOf(SecretMetadataResponse secret) =>
        ApiJson
            .Web.SecretMetadataResponse.Properties.Select(property => (property.Name, Value: property.Get?.Invoke(secret)))
            .Where(field => field.Value is not null)
            .Select(field => new[] { field.Name, Cell.OfField(field.Value!) });

    public static int Print(SecretVersionList list, bool asJson) =>
        asJson
            ? Output.Json(list, ApiJson.Web.SecretVersionList)
            : Output.Table([
                ["VERSION", "CREATED", "CREATED BY", "CURRENT"],
                .. list.Versions.Select(version => new[]
                {
                    $"{version.Number}",
                    Cell.Of(version.CreatedAt),
                    version.CreatedBy is { } key ? Cell.OfApiKey(key) : "-",
                    version.Current ? "yes" : "",
                }),
            ]);
}
