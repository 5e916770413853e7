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
            : Output.Table([
                ["FIELD", "VALUE"],
                ["name", secret.Name],
                ["description", secret.Description],
                ["labels", LabelsOf(secret)],
                ["version", $"{secret.Version}"],
                ["created", Cell.Of(secret.CreatedAt)],
                ["updated", Cell.Of(secret.UpdatedAt)],
                ["value set", $"{Cell.Of(secret.ValueCreatedAt)} by {(secret.Author is { } key ? Cell.OfApiKey(key) : "-")}"],
                ["expires", Cell.Of(secret.ExpiresAt)],
                ["rotate every", secret.RotateEveryDays is { } days ? $"{days} days" : "-"],
                ["due", Cell.Of(secret.Due)],
                ["warnings", string.Join(", ", secret.Warnings)],
                .. secret.Canary is true ? [["canary", "yes"]] : Array.Empty<string[]>(),
            ]);

    public static string LabelsOf(SecretMetadataResponse secret) =>
        string.Join(", ", secret.Labels.Select(label => $"{label.Key}={label.Value}"));

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
