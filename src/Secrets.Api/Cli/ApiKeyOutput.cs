using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Cli;

/// <summary>Prints API keys.</summary>
internal static class ApiKeyOutput
{
    /// <summary>Prints the token, alone on standard output.</summary>
    public static int Print(CreatedApiKey created, bool asJson)
    {
        if (asJson)
        {
            return Output.Json(ApiKeyResponse.Of(created), ApiJson.Web.ApiKeyResponse);
        }

        var key = ApiKeyResponse.Of(created.Key);
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
        return Output.Result(created.Token);
    }

    public static int Print(IReadOnlyList<ApiKey> keys, bool asJson)
    {
        var responses = keys.Select(ApiKeyResponse.Of).ToList();
        return asJson
            ? Output.Json(new ApiKeyList(responses), ApiJson.Web.ApiKeyList)
            : Output.Table([
                ["ID", "NAME", "SCOPES", "SECRETS", "NETWORKS", "CREATED", "EXPIRES", "REVOKED", "LAST USED"],
                .. responses.Select(RowOf),
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
        ];
}
