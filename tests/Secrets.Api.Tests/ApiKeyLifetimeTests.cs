using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The lifetime of API keys that are rotated, or created by keys with an end.</summary>
public sealed class ApiKeyLifetimeTests(Services services) : IClassFixture<Services>
{
    private const string ManageAndList = """{"name":"k","scopes":["keys:manage","secrets:list"]EXPIRES}""";

    [Theory]
    [OnBothDatabases]
    public async Task Rotating_a_key_twice_keeps_it_without_expiry(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var id = Id(await CreateAsync(service, expiresAt: null));

        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal(JsonValueKind.Null, (await RotateAsync(service, id)).GetProperty("expires_at").ValueKind);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Ten_rotations_at_once_leave_keys_that_live_as_long_as_the_original(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        foreach (var lifetime in new TimeSpan?[] { null, TimeSpan.FromDays(90) })
        {
            var original = await CreateAsync(service, lifetime is { } days ? DateTimeOffset.UtcNow + days : null);

            var successors = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RotateAsync(service, Id(original))));

            Assert.All(successors, successor => Assert.Equal(LifetimeOf(original), LifetimeOf(successor)));
            foreach (var successor in successors)
            {
                Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: Token(successor))).Status);
                Assert.Equal(LifetimeOf(original), LifetimeOf(await RotateAsync(service, Id(successor))));
            }
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_cannot_create_a_key_that_outlives_it(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var end = DateTimeOffset.UtcNow.AddDays(1);
        var manager = Token(await CreateAsync(service, end));

        (await PostAsync(service, "/api/keys", Body(expiresAt: null), manager)).IsInvalid("body.expires_at less_than_equal");
        (
            await PostAsync(
                service,
                "/api/keys",
                ManageAndList.Replace("EXPIRES", ",\"expires_at\":null", StringComparison.Ordinal),
                manager
            )
        ).IsInvalid("body.expires_at less_than_equal");
        (await PostAsync(service, "/api/keys", Body(end.AddSeconds(2)), manager)).IsInvalid("body.expires_at less_than_equal");
        (
            await PostAsync(
                service,
                "/api/keys",
                Body(expiresAt: null).Replace("}", ",\"owner\":\"nobody-yet\"}", StringComparison.Ordinal),
                manager
            )
        ).IsInvalid("body.expires_at less_than_equal");
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM owners WHERE name = 'nobody-yet'"));

        var child = await PostAsync(service, "/api/keys", Body(end.AddSeconds(-2)), manager);
        Assert.Equal(200, child.Status);
        (await PostAsync(service, "/api/keys", Body(end), Token(child.Json))).IsInvalid("body.expires_at less_than_equal");
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_cannot_rotate_another_into_one_that_outlives_it(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var manager = await CreateAsync(service, DateTimeOffset.UtcNow.AddDays(1));
        var endless = await CreateAsync(service, expiresAt: null);
        var brief = await CreateAsync(service, DateTimeOffset.UtcNow.AddMinutes(10));

        (await PostAsync(service, $"/api/keys/{Id(endless)}/rotate", "{}", Token(manager))).IsInvalid("body.expires_at less_than_equal");
        (await PostAsync(service, $"/api/keys/{Id(manager)}/rotate", "{}", Token(manager))).IsInvalid("body.expires_at less_than_equal");
        Assert.Equal(200, (await PostAsync(service, $"/api/keys/{Id(brief)}/rotate", "{}", Token(manager))).Status);

        // The refused requests changed nothing.
        Assert.Equal(JsonValueKind.Null, (await FindAsync(service, Id(endless))).GetProperty("expires_at").ValueKind);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_rotated_key_cannot_create_a_key_that_outlives_its_overlap(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        var manager = await CreateAsync(service, expiresAt: null);
        Assert.Equal(200, (await PostAsync(service, "/api/keys", Body(expiresAt: null), Token(manager))).Status);
        await RotateAsync(service, Id(manager));

        (await PostAsync(service, "/api/keys", Body(expiresAt: null), Token(manager))).IsInvalid("body.expires_at less_than_equal");
        (await PostAsync(service, $"/api/keys/{Id(manager)}/rotate", "{}", Token(manager))).IsInvalid("body.expires_at less_than_equal");
    }

    [Theory]
    [OnBothDatabases]
    public async Task Removing_the_end_of_a_key_in_the_database_invalidates_the_key(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, new MovableClock());
        var old = await CreateAsync(service, expiresAt: null);
        await RotateAsync(service, Id(old));
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: Token(old))).Status);

        await service.Database.ExecuteAsync("UPDATE api_keys SET retires_at = NULL");

        await using var restarted = await service.ReplicaAsync(TimeProvider.System);
        Assert.Equal(401, (await restarted.SendAsync("GET", "/api/secrets", key: Token(old))).Status);
    }

    private static string Body(DateTimeOffset? expiresAt) =>
        ManageAndList.Replace("EXPIRES", expiresAt is { } time ? $",\"expires_at\":\"{time:O}\"" : "", StringComparison.Ordinal);

    private static async Task<JsonElement> CreateAsync(RunningService service, DateTimeOffset? expiresAt)
    {
        var response = await service.SendJsonAsync("POST", "/api/keys", Body(expiresAt));
        Assert.Equal(200, response.Status);
        return response.Json;
    }

    private static async Task<JsonElement> RotateAsync(RunningService service, string id)
    {
        var response = await service.SendAsync("POST", $"/api/keys/{id}/rotate");
        Assert.Equal(200, response.Status);
        return response.Json;
    }

    private static async Task<JsonElement> FindAsync(RunningService service, string id) =>
        (await service.SendAsync("GET", "/api/keys")).Json.GetProperty("keys").EnumerateArray().Single(key => Id(key) == id);

    private static Task<ServiceResponse> PostAsync(RunningService service, string path, string json, string key) =>
        service.SendAsync("POST", path, System.Text.Encoding.UTF8.GetBytes(json), key: key);

    private static TimeSpan? LifetimeOf(JsonElement key) =>
        key.GetProperty("expires_at") is { ValueKind: JsonValueKind.String } end
            ? end.GetDateTimeOffset() - key.GetProperty("created_at").GetDateTimeOffset()
            : null;

    private static string Id(JsonElement key) => key.GetProperty("id").GetString()!;

    private static string Token(JsonElement key) => key.GetProperty("token").GetString()!;
}
