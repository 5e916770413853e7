using System.Text;
using System.Text.Json;

namespace Secrets.Api.Tests;

/// <summary>Calls of the API that many tests make.</summary>
internal static class ApiCalls
{
    public static Task<ServiceResponse> SendJsonAsync(this RunningService service, string method, string path, string json) =>
        service.SendAsync(method, path, Encoding.UTF8.GetBytes(json));

    public static Task<ServiceResponse> CreateAsync(
        this RunningService service,
        string name,
        string value = "v",
        string? description = null
    ) =>
        service.SendAsync(
            "POST",
            "/api/secrets",
            Json(
                new
                {
                    name,
                    value,
                    description,
                }
            )
        );

    public static Task<ServiceResponse> RevealAsync(this RunningService service, string id, long? version = null) =>
        service.SendAsync("GET", $"{PathOf(id)}/value{(version is null ? "" : $"?version={version}")}");

    public static Task<ServiceResponse> SetValueAsync(this RunningService service, string id, string value, string? ifMatch = null) =>
        service.SendAsync("PUT", PathOf(id) + "/value", Json(new { value }), headers: ifMatch is null ? null : [new("If-Match", ifMatch)]);

    public static Task<ServiceResponse> UpdateAsync(this RunningService service, string id, string name, string? description = null) =>
        service.SendAsync("PUT", PathOf(id), Json(new { name, description }));

    public static Task<ServiceResponse> DeleteAsync(this RunningService service, string id) => service.SendAsync("DELETE", PathOf(id));

    /// <summary>Imports the lines of a .env file.</summary>
    public static Task<ServiceResponse> ImportAsync(
        this RunningService service,
        string file,
        string query = "",
        string contentType = "text/plain"
    ) => service.SendAsync("POST", $"/api/import{query}", Encoding.UTF8.GetBytes(file), contentType);

    /// <summary>Returns the descriptions of all secrets by their names.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ListAsync(this RunningService service) =>
        (await service.SendAsync("GET", "/api/secrets"))
            .Json.GetProperty("custom_secrets")
            .EnumerateArray()
            .ToDictionary(secret => secret.GetProperty("name").GetString()!, secret => secret.GetProperty("description").GetString()!);

    /// <summary>Returns the id of the secret that was deleted last.</summary>
    public static async Task<string> FindDeletedIdAsync(this RunningService service) =>
        (await service.SendAsync("GET", "/api/deleted-secrets")).Json.GetProperty("deleted_secrets")[0].GetProperty("id").GetString()!;

    /// <summary>Creates an API key and returns its token.</summary>
    public static async Task<string> CreateKeyAsync(this RunningService service, string? owner, params string[] scopes)
    {
        var created = await service.PostKeyAsync(scopes, owner);
        Assert.True(created.Status == 200, $"{created.Status} {created.Body}");
        return created.Json.GetProperty("token").GetString()!;
    }

    /// <summary>Sends a request to create an API key.</summary>
    public static Task<ServiceResponse> PostKeyAsync(
        this RunningService service,
        string[] scopes,
        string? owner = null,
        DateTimeOffset? expiresAt = null
    ) =>
        service.SendAsync(
            "POST",
            "/api/keys",
            Json(
                new
                {
                    name = "k",
                    scopes,
                    owner,
                    expires_at = expiresAt,
                }
            )
        );

    /// <summary>Creates an API key with some secrets and client networks, and returns its id and token.</summary>
    /// <param name="key">The key that creates it.</param>
    public static async Task<(string Id, string Token)> CreateRestrictedKeyAsync(
        this RunningService service,
        string[] scopes,
        string[]? secrets,
        string[]? networks = null,
        string key = RunningService.SessionKey
    )
    {
        var body = Json(
            new
            {
                name = "k",
                scopes,
                secrets,
                client_networks = networks,
            }
        );
        var created = await service.SendAsync("POST", "/api/keys", body, key: key);
        Assert.True(created.Status == 200, $"{created.Status} {created.Body}");
        return (created.Json.GetProperty("id").GetString()!, created.Json.GetProperty("token").GetString()!);
    }

    /// <summary>Sends a request with another key.</summary>
    public static Task<ServiceResponse> SendAsAsync(
        this RunningService service,
        string key,
        string method,
        string path,
        string? body = null,
        params KeyValuePair<string, string>[] headers
    ) => service.SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), key: key, headers: headers);

    /// <summary>Sends a request to create a child of a key.</summary>
    /// <param name="fields">JSON fields beside name and expires_in, such as <c>"max_uses":1</c>.</param>
    public static Task<ServiceResponse> PostChildAsync(this RunningService service, string key, string fields = "", int expiresIn = 3600)
    {
        var body = $$"""{"name":"child","expires_in":{{expiresIn}}{{(fields == "" ? "" : $",{fields}")}}}""";
        return service.SendAsync("POST", "/api/keys/child", Encoding.UTF8.GetBytes(body), key: key);
    }

    /// <summary>Creates a child of a key, and returns its id and token.</summary>
    /// <inheritdoc cref="PostChildAsync"/>
    public static async Task<(string Id, string Token)> CreateChildAsync(
        this RunningService service,
        string key,
        string fields = "",
        int expiresIn = 3600
    )
    {
        var created = await service.PostChildAsync(key, fields, expiresIn);
        Assert.True(created.Status == 200, $"{created.Status} {created.Body}");
        return (created.Json.GetProperty("id").GetString()!, created.Json.GetProperty("token").GetString()!);
    }

    private static string PathOf(string id) => "/api/secrets/" + Uri.EscapeDataString(id);

    private static byte[] Json(object body) => JsonSerializer.SerializeToUtf8Bytes(body);
}
