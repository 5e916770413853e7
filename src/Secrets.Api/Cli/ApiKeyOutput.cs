using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.ApiKeys;

namespace Secrets.Api.Cli;

/// <summary>Prints API keys.</summary>
internal static class ApiKeyOutput
{
    /// <summary>Prints the token, alone on standard output.</summary>
    public static int Print(CreatedApiKey created, bool asJson) => Print(ApiKeyResponse.Of(created), asJson);

    /// <inheritdoc cref="Print(CreatedApiKey, bool)"/>
    public static int Print(ApiKeyResponse key, bool asJson)
    {
        if (asJson)
        {
            return Output.Json(key, ApiJson.Web.ApiKeyResponse);
        }

        Table.Write(
            Console.Error,
            ["id", $"{key.Id}"],
            ["name", key.Name],
            ["scopes", string.Join(' ', key.Scopes)],
            ["secrets", Cell.Of(key.Secrets)],
            ["networks", Cell.Of(key.ClientNetworks)],
            ["expires", Cell.Of(key.ExpiresAt)]
        );
        Output.Note("The token is shown only once:");
        return Output.Result(key.Token ?? "");
    }

    public static int Print(IReadOnlyList<ApiKeyResponse> keys, bool asJson) =>
        asJson
            ? Output.Json(new ApiKeyList(keys), ApiJson.Web.ApiKeyList)
            : Output.Table([
                ["ID", "NAME", "SCOPES", "SECRETS", "NETWORKS", "CREATED", "EXPIRES", "REVOKED", "LAST USED", "PARENT", "USES"],
                .. keys.Select(RowOf),
            ]);

    /// <summary>Prints the keys that should be revoked, or replaced by ones that end.</summary>
    public static int PrintStale(IReadOnlyList<ApiKeyResponse> keys, DateTimeOffset now, bool asJson)
    {
        var stale = keys.Select(key => StaleApiKey.Of(key, now)).OfType<StaleApiKey>().ToList();
        return asJson
            ? Output.Json(new StaleApiKeyList(stale), ApiJson.Web.StaleApiKeyList)
            : Output.Table([
                ["ID", "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED", "STALE"],
                .. stale.Select(key => new[]
                {
                    $"{key.Id}",
                    key.Name,
                    string.Join(' ', key.Scopes),
                    Cell.Of(key.CreatedAt),
                    Cell.Of(key.ExpiresAt),
                    Cell.Of(key.LastUsedAt),
                    string.Join(", ", key.Stale),
                }),
            ]);
    }

    private static string[] RowOf(ApiKeyResponse key) =>
        [
            $"{key.Id}",
            key.Name,
            string.Join(' ', key.Scopes),
            Cell.Of(key.Secrets),
            Cell.Of(key.ClientNetworks),
            Cell.Of(key.CreatedAt),
            Cell.Of(key.ExpiresAt),
            Cell.Of(key.RevokedAt),
            Cell.Of(key.LastUsedAt),
            key.ParentId is { } parent ? $"{parent}" : "-",
            key.MaxUses is { } max ? $"{key.Uses} of {max}" : "-",
        ];
}
