using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Every scope × route × owner: which answers a key gets.</summary>
public sealed class ScopeMatrixTests(Services services) : IClassFixture<Services>
{
    private static readonly (string Method, string Route, string Path, string? Body, string Scope)[] Matrix =
    [
        ("GET", "api/secrets", "/api/secrets", null, Scopes.ListSecrets),
        ("POST", "api/secrets", "/api/secrets", """{"name":"made","value":"v"}""", Scopes.WriteSecrets),
        ("POST", "api/import", "/api/import?on_conflict=replace", "made=v\n", Scopes.WriteSecrets),
        ("PUT", "api/secrets/{secret_id}", "/api/secrets/made", """{"name":"made"}""", Scopes.WriteSecrets),
        ("GET", "api/secrets/{secret_id}", "/api/secrets/made", null, Scopes.ListSecrets),
        ("GET", "api/secrets/{secret_id}/value", "/api/secrets/made/value", null, Scopes.RevealSecrets),
        ("HEAD", "api/secrets/{secret_id}/value", "/api/secrets/made/value", null, Scopes.RevealSecrets),
        ("PUT", "api/secrets/{secret_id}/value", "/api/secrets/made/value", """{"value":"v"}""", Scopes.WriteSecrets),
        ("GET", "api/secrets/{secret_id}/versions", "/api/secrets/made/versions", null, Scopes.ListSecrets),
        ("POST", "api/secrets/{secret_id}/versions/{version}/restore", "/api/secrets/made/versions/1/restore", null, Scopes.WriteSecrets),
        ("DELETE", "api/secrets/{secret_id}", "/api/secrets/made", null, Scopes.WriteSecrets),
        ("GET", "api/deleted-secrets", "/api/deleted-secrets", null, Scopes.ListSecrets),
        ("POST", "api/deleted-secrets/{id}/restore", "/api/deleted-secrets/00000000-0000-0000-0000-000000000000/restore", null, Scopes.WriteSecrets),
        ("PUT", "api/settings/secrets", "/api/settings/secrets", """{"name":"made","value":"v"}""", Scopes.WriteSecrets),
        ("GET", "api/settings/secrets", "/api/settings/secrets", null, Scopes.ListSecrets),
        ("GET", "api/settings/secrets/{name}", "/api/settings/secrets/made", null, Scopes.RevealSecrets),
        ("HEAD", "api/settings/secrets/{name}", "/api/settings/secrets/made", null, Scopes.RevealSecrets),
        ("DELETE", "api/settings/secrets/{name}", "/api/settings/secrets/made", null, Scopes.WriteSecrets),
        ("GET", "api/export", "/api/export", null, Scopes.RevealSecrets),
        ("GET", "api/audit", "/api/audit", null, Scopes.ReadAudit),
        ("GET", "api/keys", "/api/keys", null, Scopes.ManageKeys),
        ("POST", "api/keys", "/api/keys", """{"name":"k","scopes":["keys:manage"]}""", Scopes.ManageKeys),
        ("DELETE", "api/keys/{id}", "/api/keys/00000000-0000-0000-0000-000000000000", null, Scopes.ManageKeys),
        ("POST", "api/keys/{id}/rotate", "/api/keys/00000000-0000-0000-0000-000000000000/rotate", null, Scopes.ManageKeys),
    ];

    [Theory]
    [OnBothDatabases]
    public async Task Every_endpoint_has_a_row_and_asks_for_the_scope_of_its_row(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        var endpoints = service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null)
            .Select(endpoint => (
                Method: Assert.Single(endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods),
                Route: endpoint.RoutePattern.RawText!,
                Scope: Assert.Single(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>())));

        Assert.Equal(Matrix.Select(row => (row.Method, row.Route, row.Scope)).Order(), endpoints.Order());
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
    public async Task A_key_of_one_scope_reaches_the_routes_of_that_scope_and_no_other(StorageProvider provider, string owner, string scope)
    {
        var service = await services.OnAsync(provider);
        var minted = await service.SendJsonAsync("POST", "/api/keys", JsonSerializer.Serialize(new { name = "k", scopes = new[] { scope }, owner }));
        var key = minted.Json.GetProperty("token").GetString();
        var ownersSecrets = await CountAsync(service, owner);

        foreach (var (method, route, path, body, needed) in Matrix)
        {
            var answer = await service.SendAsync(method, path, body is null ? null : System.Text.Encoding.UTF8.GetBytes(body), key: key);

            if (scope == needed)
            {
                Assert.True(answer.Status is 200 or 404, $"{method} {route} with {scope}: {answer.Status} {answer.Body}");
            }
            else if (method == "HEAD")
            {
                Assert.Equal(403, answer.Status);
            }
            else
            {
                answer.Is(403, """{"detail":"Forbidden"}""");
            }
        }

        Assert.Equal(ownersSecrets, await CountAsync(service, owner));
    }

    private static Task<long> CountAsync(RunningService service, string owner) =>
        service.Database.ScalarAsync<long>($"SELECT count(*) FROM secrets WHERE owner_id = (SELECT id FROM owners WHERE name = '{owner}')");
}
