using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The status of every route for keys of every scope and of other owners.</summary>
public sealed class ScopeMatrixTests(Services services) : IClassFixture<Services>
{
    private const string Absent = "00000000-0000-0000-0000-000000000000";

    /// <summary>The routes. {secret} stands for the name of a secret, {deleted} for the id of a deleted one, {key} for a key id.</summary>
    private static readonly (string Method, string Route, string Path, string? Body, string Scope)[] Matrix =
    [
        ("GET", "api/secrets", "/api/secrets", null, Scopes.ListSecrets),
        ("POST", "api/secrets", "/api/secrets", """{"name":"made","value":"v"}""", Scopes.WriteSecrets),
        ("POST", "api/import", "/api/import?on_conflict=replace", "made=v\n", Scopes.WriteSecrets),
        ("PUT", "api/secrets/{secret_id}", "/api/secrets/{secret}", """{"name":"made"}""", Scopes.WriteSecrets),
        ("GET", "api/secrets/{secret_id}", "/api/secrets/{secret}", null, Scopes.ListSecrets),
        ("GET", "api/secrets/{secret_id}/value", "/api/secrets/{secret}/value", null, Scopes.RevealSecrets),
        ("PUT", "api/secrets/{secret_id}/value", "/api/secrets/{secret}/value", """{"value":"v"}""", Scopes.WriteSecrets),
        ("GET", "api/secrets/{secret_id}/versions", "/api/secrets/{secret}/versions", null, Scopes.ListSecrets),
        (
            "POST",
            "api/secrets/{secret_id}/versions/{version}/restore",
            "/api/secrets/{secret}/versions/1/restore",
            null,
            Scopes.WriteSecrets
        ),
        ("DELETE", "api/secrets/{secret_id}/versions/{version}", "/api/secrets/{secret}/versions/1", null, Scopes.WriteSecrets),
        ("GET", "api/secret-metadata", "/api/secret-metadata", null, Scopes.ListSecrets),
        ("GET", "api/secrets/{secret_id}/metadata", "/api/secrets/{secret}/metadata", null, Scopes.ListSecrets),
        ("PATCH", "api/secrets/{secret_id}/metadata", "/api/secrets/{secret}/metadata", """{"labels":{"a":"b"}}""", Scopes.WriteSecrets),
        ("DELETE", "api/secrets/{secret_id}", "/api/secrets/{secret}", null, Scopes.WriteSecrets),
        ("GET", "api/deleted-secrets", "/api/deleted-secrets", null, Scopes.ListSecrets),
        ("POST", "api/deleted-secrets/{id}/restore", "/api/deleted-secrets/{deleted}/restore", null, Scopes.WriteSecrets),
        ("DELETE", "api/deleted-secrets/{id}", "/api/deleted-secrets/{deleted}", null, Scopes.WriteSecrets),
        ("PUT", "api/settings/secrets", "/api/settings/secrets", """{"name":"made","value":"v"}""", Scopes.WriteSecrets),
        ("GET", "api/settings/secrets", "/api/settings/secrets", null, Scopes.ListSecrets),
        ("GET", "api/settings/secrets/{name}", "/api/settings/secrets/{secret}", null, Scopes.RevealSecrets),
        ("DELETE", "api/settings/secrets/{name}", "/api/settings/secrets/{secret}", null, Scopes.WriteSecrets),
        ("GET", "api/export", "/api/export", null, Scopes.RevealSecrets),
        ("GET", "api/audit", "/api/audit", null, Scopes.ReadAudit),
        ("GET", "api/keys", "/api/keys", null, Scopes.ManageKeys),
        ("POST", "api/keys", "/api/keys", """{"name":"k","scopes":["keys:manage"]}""", Scopes.ManageKeys),
        ("DELETE", "api/keys/{id}", "/api/keys/{key}", null, Scopes.ManageKeys),
        ("POST", "api/keys/{id}/rotate", "/api/keys/{key}/rotate", null, Scopes.ManageKeys),

        // The last one, because it creates the secret.
        ("POST", "api/secrets/{secret_id}/generate", "/api/secrets/{secret}/generate", null, Scopes.WriteSecrets),
    ];

    // Routes without a scope, for every key. The last one revokes it.
    private static readonly (string Method, string Route, string? Body)[] ForEveryKey =
    [
        ("GET", "api/keys/current", null),
        ("HEAD", "api/keys/current", null),
        ("POST", "api/keys/child", """{"name":"c","expires_in":60}"""),
        ("DELETE", "api/keys/current", null),
    ];

    /// <summary>Every GET has HEAD.</summary>
    private static readonly (string Method, string Route, string Path, string? Body, string Scope)[] WithHead =
    [
        .. Matrix,
        .. Matrix.Where(row => row.Method == "GET").Select(row => row with { Method = "HEAD" }),
    ];

    // Routes without a scope, for everyone.
    private static readonly string[] Open = ["/alive", "/docs", "/docs/{file}", "/health", "/openapi-3.0.json", "/openapi.json", "/ready"];

    private static readonly string[] OpenPaths =
    [
        "/alive",
        "/docs/index.html",
        "/docs/index.js",
        "/docs/swagger-ui.css",
        "/health",
        "/openapi-3.0.json",
        "/openapi.json",
        "/ready",
    ];

    [Theory]
    [OnBothDatabases]
    public async Task Every_endpoint_requires_the_scope_of_its_row(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var endpoints = service
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .Cast<RouteEndpoint>()
            .SelectMany(endpoint =>
                endpoint
                    .Metadata.GetRequiredMetadata<IHttpMethodMetadata>()
                    .HttpMethods.Select(method =>
                        (
                            Method: method,
                            Route: endpoint.RoutePattern.RawText!,
                            Scope: endpoint
                                .Metadata.GetOrderedMetadata<IAuthorizeData>()
                                .Select(data => data.Policy)
                                .OfType<string>()
                                .SingleOrDefault()
                        )
                    )
            );

        var rows = WithHead.Select(row => (row.Method, row.Route, (string?)row.Scope));
        var open = new[] { "GET", "HEAD" }.SelectMany(_ => Open, (method, route) => (Method: method, Route: route, (string?)null));
        var everyKey = ForEveryKey.Select(row => (row.Method, row.Route, (string?)null));
        Assert.Equal(rows.Concat(open).Concat(everyKey).Order(), endpoints.Order());
    }

    [Theory]
    [OnBothDatabases("none")]
    [OnBothDatabases("")]
    [OnBothDatabases("csk_0000000000000000000000000000000000000000000000000")]
    [OnBothDatabases("erin")]
    public async Task Health_and_documentation_need_no_key_and_accept_any(StorageProvider provider, string sent)
    {
        var service = await services.OnAsync(provider);
        var key = sent switch
        {
            "none" => null,
            "erin" => await service.CreateKeyAsync("erin", Scopes.ReadAudit),
            _ => sent,
        };

        foreach (var path in OpenPaths)
        {
            Assert.Equal(200, (await service.SendAsync("GET", path, key: key)).Status);
        }

        foreach (var (method, _, path, body, _) in WithHead.Where(_ => sent != "erin"))
        {
            Assert.Equal(401, (await SendAsync(service, method, Fill(path, "made", Absent, Absent), body, key)).Status);
        }

        foreach (var (method, route, body) in ForEveryKey.Where(_ => sent != "erin"))
        {
            Assert.Equal(401, (await SendAsync(service, method, $"/{route}", body, key)).Status);
        }
    }

    [Theory]
    [OnBothDatabases("default", Scopes.ListSecrets)]
    [OnBothDatabases("default", Scopes.WriteSecrets)]
    [OnBothDatabases("default", Scopes.RevealSecrets)]
    [OnBothDatabases("default", Scopes.ManageKeys)]
    [OnBothDatabases("default", Scopes.ReadAudit)]
    [OnBothDatabases("erin", Scopes.ListSecrets)]
    [OnBothDatabases("erin", Scopes.WriteSecrets)]
    [OnBothDatabases("erin", Scopes.RevealSecrets)]
    [OnBothDatabases("erin", Scopes.ManageKeys)]
    [OnBothDatabases("erin", Scopes.ReadAudit)]
    public async Task A_key_with_one_scope_reaches_only_the_routes_of_that_scope(StorageProvider provider, string owner, string scope)
    {
        var service = await services.OnAsync(provider);
        var key = await service.CreateKeyAsync(owner, scope);
        var ownersSecrets = await CountAsync(service, owner);

        foreach (var (method, route, path, body, needed) in WithHead)
        {
            var response = await SendAsync(service, method, Fill(path, "made", Absent, Absent), body, key);

            if (scope == needed)
            {
                Assert.True(response.Status is 200 or 204 or 404, $"{method} {route} with {scope}: {response.Status} {response.Body}");
            }
            else if (method == "HEAD")
            {
                Assert.Equal(403, response.Status);
            }
            else
            {
                response.Is(403, """{"detail":"Forbidden"}""");
            }
        }

        await service.SendAsync("DELETE", "/api/secrets/made", key: key);
        foreach (var (method, route, body) in ForEveryKey)
        {
            Assert.Equal(200, (await SendAsync(service, method, $"/{route}", body, key)).Status);
        }

        Assert.Equal(ownersSecrets, await CountAsync(service, owner));
    }

    /// <summary>Resources of another owner get the same responses as unknown ones.</summary>
    [Theory]
    [OnBothDatabases(Scopes.ListSecrets)]
    [OnBothDatabases(Scopes.WriteSecrets)]
    [OnBothDatabases(Scopes.RevealSecrets)]
    [OnBothDatabases(Scopes.ManageKeys)]
    [OnBothDatabases(Scopes.ReadAudit)]
    [OnBothDatabases("all of them")]
    public async Task A_key_of_another_owner_reaches_nothing_on_any_route_whatever_its_scopes(StorageProvider provider, string scope)
    {
        var hasAll = !Scopes.All.Contains(scope);
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("theirs", "their value", "their description");
        await service.CreateAsync("their-deleted");
        await service.DeleteAsync("their-deleted");
        var deleted = await service.FindDeletedIdAsync();
        var theirKey = (await service.PostKeyAsync(["secrets:list"])).Json.GetProperty("id").GetString()!;
        var key = await service.CreateKeyAsync("frank", hasAll ? [.. Scopes.All] : [scope]);
        var before = await TheirsAsync(service);

        foreach (var (method, route, path, body, needed) in Matrix)
        {
            var response = await SendAsync(service, method, Fill(path, "theirs", deleted, theirKey), body, key);
            var absent = await SendAsync(service, method, Fill(path, "absent", Absent, Absent), body, key);

            var isAllowed = hasAll || scope == needed;
            Assert.True(
                isAllowed ? response.Status is 200 or 204 or 404 or 400 : response.Status == 403,
                $"{method} {route}: {response.Status}"
            );
            if (isAllowed && path.Contains('{', StringComparison.Ordinal))
            {
                // To generate a value creates a secret of the key's own owner.
                Assert.Equal(route == "api/secrets/{secret_id}/generate" ? 200 : 404, response.Status);
            }

            Assert.DoesNotContain("their ", response.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("their-", response.Body, StringComparison.Ordinal);
            if (path.Contains('{', StringComparison.Ordinal))
            {
                Assert.Equal(
                    (absent.Status, absent.Body),
                    (
                        response.Status,
                        response
                            .Body.Replace("theirs", "absent", StringComparison.Ordinal)
                            .Replace(deleted, Absent, StringComparison.Ordinal)
                            .Replace(theirKey, Absent, StringComparison.Ordinal)
                    )
                );
            }

            if (route is "api/audit" or "api/keys" or "api/keys/{id}" or "api/keys/{id}/rotate")
            {
                var named = body?.Replace("{", """{"owner":"default",""", StringComparison.Ordinal);
                Assert.Equal(
                    403,
                    (await SendAsync(service, method, Fill(path, "theirs", deleted, theirKey) + "?owner=default", named, key)).Status
                );
            }
        }

        Assert.Equal(before, await TheirsAsync(service));
    }

    /// <summary>
    /// The responses about secrets that a key does not reach are those about absent ones, to the byte, also with preconditions and for
    /// methods that a path does not have. New names beyond the key are forbidden.
    /// </summary>
    [Theory]
    [OnBothDatabases]
    public async Task A_restricted_key_cannot_tell_a_secret_beyond_it_from_an_absent_one_on_any_route(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        foreach (var name in new[] { "HIDDEN", "HIDDEN_DELETED", "REACHED" })
        {
            await service.CreateAsync(name, "their value", "their description");
            await service.SetValueAsync(name, "their next value");
        }

        await service.DeleteAsync("HIDDEN_DELETED");
        var deleted = await service.FindDeletedIdAsync();
        var theirKey = (await service.PostKeyAsync(["secrets:list"])).Json.GetProperty("id").GetString()!;
        var tag = (await service.RevealAsync("HIDDEN")).Header("ETag")!;
        KeyValuePair<string, string>[][] conditions =
        [
            [],
            [new("If-Match", "*")],
            [new("If-Match", tag)],
            [new("If-None-Match", "*")],
            [new("If-None-Match", tag)],
        ];
        string[] methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        var paths = Matrix.Where(row => row.Path.Contains('{', StringComparison.Ordinal)).Select(row => row.Path).Distinct().ToList();
        var others = paths.SelectMany(
            _ => methods,
            (path, method) => (Method: method, Route: "", Path: path, Body: (string?)null, Scope: "")
        );
        var before = await StateAsync();

        var rows = WithHead.Concat(others.ExceptBy(WithHead.Select(row => (row.Method, row.Path)), other => (other.Method, other.Path)));
        foreach (var row in rows)
        {
            // Some routes end the key.
            var (_, key) = await service.CreateRestrictedKeyAsync([.. Scopes.All], ["REACHED", "ALSO_*"]);
            var namesOne = row.Path.Contains('{', StringComparison.Ordinal);
            foreach (var condition in namesOne ? conditions : conditions.Take(1))
            {
                var hidden = await SendAsync(Fill(row.Path, "HIDDEN", deleted, theirKey), condition);
                if (!namesOne)
                {
                    Assert.DoesNotContain("HIDDEN", hidden.Body + hidden.Headers, StringComparison.Ordinal);
                    Assert.DoesNotContain(deleted, hidden.Body, StringComparison.Ordinal);
                }
                else
                {
                    var absent = await SendAsync(Fill(row.Path, "ABSENT", Absent, Absent), condition);
                    Assert.Equal(
                        (absent.Status, absent.Body, Fixed(absent.Headers)),
                        (
                            hidden.Status,
                            hidden
                                .Body.Replace("HIDDEN", "ABSENT", StringComparison.Ordinal)
                                .Replace(deleted, Absent, StringComparison.Ordinal)
                                .Replace(theirKey, Absent, StringComparison.Ordinal),
                            Fixed(hidden.Headers)
                        )
                    );
                }

                var isNew =
                    row.Body?.Contains("made", StringComparison.Ordinal) is true
                    || row.Path.EndsWith("/generate", StringComparison.Ordinal);
                Assert.True(
                    row.Scope.Length == 0 ? hidden.Status is 404 or 405
                        : isNew ? hidden.Status == 403
                        : !namesOne || hidden.Status == 404,
                    $"{row.Method} {row.Path} {hidden.Status} {hidden.Body}"
                );
            }

            Task<ServiceResponse> SendAsync(string path, KeyValuePair<string, string>[] condition) =>
                service.SendAsAsync(key, row.Method, path, row.Body, condition);
        }

        Assert.Equal(before, await StateAsync());

        async Task<string?> StateAsync() =>
            await service.Database.ScalarAsync<string>(
                """
                SELECT CAST((SELECT sum(revision) FROM secrets) AS text) || ' ' || CAST((SELECT count(*) FROM secret_versions) AS text)
                       || ' ' || CAST((SELECT count(*) FROM deleted_secrets) AS text)
                """
            );

        static string Fixed(string headers) =>
            string.Join(
                '\n',
                headers
                    .Split('\n')
                    .Where(line => line.Split(':')[0] is not ("Date" or "X-Request-ID"))
            );
    }

    private static Task<ServiceResponse> SendAsync(RunningService service, string method, string path, string? body, string? key) =>
        service.SendAsync(method, path, body is null ? null : System.Text.Encoding.UTF8.GetBytes(body), key: key);

    private static string Fill(string path, string secret, string deleted, string key) =>
        path.Replace("{secret}", secret, StringComparison.Ordinal)
            .Replace("{deleted}", deleted, StringComparison.Ordinal)
            .Replace("{key}", key, StringComparison.Ordinal);

    /// <summary>Returns a summary of the resources of the owner default.</summary>
    private static async Task<string> TheirsAsync(RunningService service)
    {
        const string Default = "(SELECT id FROM owners WHERE name = 'default')";
        var counts = new List<string?>();
        foreach (
            var what in new[]
            {
                "sum(revision) FROM secrets",
                "count(*) FROM secret_versions",
                "count(*) FROM deleted_secrets",
                "count(*) FROM api_keys",
                "count(revoked_at) + count(expires_at) FROM api_keys",
            }
        )
        {
            counts.Add(
                await service.Database.ScalarAsync<string>(
                    $"SELECT CAST({what.Replace(" FROM", " AS TEXT) FROM", StringComparison.Ordinal)} WHERE owner_id = {Default}"
                )
            );
        }

        return $"{string.Join(' ', counts)} {(await service.RevealAsync("theirs")).Body}";
    }

    private static Task<long> CountAsync(RunningService service, string owner) =>
        service.Database.ScalarAsync<long>($"SELECT count(*) FROM secrets WHERE owner_id = (SELECT id FROM owners WHERE name = '{owner}')");
}
