using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class AuthenticationTests(Services services) : IClassFixture<Services>
{
    private const string Unauthorized = """{"detail":"Unauthorized"}""";

    // Its checksum is valid.
    private const string NobodysKey = "csk_00000000000000000000000000000000000000000002Anc97";

    public static TheoryData<StorageProvider, string?> WrongKeys
    {
        get
        {
            var data = new TheoryData<StorageProvider, string?>();
            foreach (var provider in Enum.GetValues<StorageProvider>())
            {
                foreach (
                    var key in new[]
                    {
                        null,
                        "",
                        " ",
                        RunningService.SessionKey[..^1],
                        RunningService.SessionKey + "x",
                        RunningService.SessionKey.ToUpperInvariant(),
                        "csk_",
                        NobodysKey,
                        "ключ",
                        new string('x', 8192),
                    }
                )
                {
                    data.Add(provider, key);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public async Task A_wrong_key_is_401_on_every_route(StorageProvider provider, string? key)
    {
        var service = await services.OnAsync(provider);

        foreach (
            var (method, path) in new[]
            {
                ("GET", "/api/secrets"),
                ("POST", "/api/secrets"),
                ("PUT", "/api/secrets/a"),
                ("DELETE", "/api/secrets/a"),
            }
        )
        {
            (await service.SendAsync(method, path, method is "POST" or "PUT" ? "not JSON"u8.ToArray() : null, key: key)).Is(
                401,
                Unauthorized
            );
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task Two_key_headers_are_refused_even_if_both_are_valid(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        (await service.SendAsync("GET", "/api/secrets", headers: [new("x-session-api-key", service.Key)])).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_in_the_URL_or_another_header_is_ignored(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        (
            await service.SendAsync(
                "GET",
                $"/api/secrets?X-Session-API-Key={service.Key}",
                key: null,
                headers: [new("Authorization", $"Bearer {service.Key}")]
            )
        ).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Headers_over_the_size_limit_get_431(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        Assert.Equal(431, (await service.SendAsync("GET", "/api/secrets", key: new string('x', 40_000))).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_first_key_works_and_there_is_only_one(StorageProvider provider)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider);
        var first = service.Services.GetRequiredService<FirstApiKey>();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => first.CreateAsync()));

        var token = Assert.Single(tokens, token => token is not null);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);
        Assert.Equal(401, (await service.SendAsync("GET", "/api/secrets", key: token!.ToLowerInvariant())).Status);
        Assert.Equal("first key", await service.Database.ScalarAsync<string>("SELECT name FROM api_keys"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_first_key_is_created_although_another_owner_has_one(StorageProvider provider)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider);
        await service.CreateKeyAsync("alice", "secrets:list");

        Assert.NotNull(await service.Services.GetRequiredService<FirstApiKey>().CreateAsync());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Revoking_the_only_key_brings_no_other_first_key(StorageProvider provider)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider);
        var first = service.Services.GetRequiredService<FirstApiKey>();
        Assert.NotNull(await first.CreateAsync());
        var id = (await service.SendAsync("GET", "/api/keys")).Json.GetProperty("keys")[0].GetProperty("id").GetString();

        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/keys/{id}")).Status);

        Assert.Null(await first.CreateAsync());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Without_a_session_key_stored_keys_work(StorageProvider provider)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider, "--SESSION_API_KEY=");
        var token = await service.Services.GetRequiredService<FirstApiKey>().CreateAsync();

        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);
        (await service.SendAsync("GET", "/api/secrets")).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_reason_for_refusing_a_key_is_reported(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider, clock);
        var tampered = await service.CreateKeyAsync(owner: null, "secrets:list");
        await service.Database.ExecuteAsync("UPDATE api_keys SET name = 'another'");
        var revoked = (await service.PostKeyAsync(["secrets:list"])).Json;
        Assert.Equal(200, (await service.SendAsync("DELETE", $"/api/keys/{revoked.GetProperty("id").GetString()}")).Status);
        clock.Advance(TimeSpan.FromDays(-10));
        var expired = (await service.PostKeyAsync(["secrets:list"], expiresAt: DateTimeOffset.UtcNow.AddDays(-9))).Json;

        Assert.Equal(AuthenticationFailure.Malformed, await RefusalAsync("nonsense"));
        Assert.Equal(AuthenticationFailure.Unknown, await RefusalAsync(NobodysKey));
        Assert.Equal(AuthenticationFailure.Tampered, await RefusalAsync(tampered));
        Assert.Equal(AuthenticationFailure.Revoked, await RefusalAsync(revoked.GetProperty("token").GetString()!));
        Assert.Equal(AuthenticationFailure.Expired, await RefusalAsync(expired.GetProperty("token").GetString()!));

        async Task<AuthenticationFailure> RefusalAsync(string token)
        {
            var (key, failure) = await service
                .Services.GetRequiredService<ApiKeyAuthenticator>()
                .AuthenticateAsync(token, CancellationToken.None);
            Assert.Null(key);
            return failure;
        }
    }

    [Theory]
    [OnBothDatabases("UPDATE api_keys SET scopes = 'secrets:list'")]
    [OnBothDatabases("UPDATE api_keys SET name = 'another'")]
    [OnBothDatabases("UPDATE api_keys SET created_at = created_at + 1")]
    [OnBothDatabases("UPDATE api_keys SET expires_at = 9000000000000000")]
    [OnBothDatabases("UPDATE api_keys SET expires_at = 1")]
    [OnBothDatabases("UPDATE api_keys SET revoked_at = 1")]
    [OnBothDatabases("UPDATE api_keys SET id = owner_id")]
    [OnBothDatabases("UPDATE api_keys SET mac = token_hash")]
    [OnBothDatabases("DELETE FROM api_keys")]
    public async Task A_key_whose_row_was_edited_in_the_database_is_401(StorageProvider provider, string edit)
    {
        await using var service = await RunningService.StartWithoutStoredKeyAsync(provider);
        var token = await service.Services.GetRequiredService<FirstApiKey>().CreateAsync();

        Assert.Equal(1, await service.Database.ExecuteAsync(edit));

        (await service.SendAsync("GET", "/api/secrets", key: token)).Is(401, Unauthorized);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_mistyped_key_costs_no_query(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var token = ApiKeyToken.Generate();
        var mistyped = token[..10] + (token[10] == 'x' ? 'y' : 'x') + token[11..];
        await service.Database.ExecuteAsync("ALTER TABLE api_keys RENAME TO away");

        (await service.SendAsync("GET", "/api/secrets", key: mistyped)).Is(401, Unauthorized);
        Assert.Equal(503, (await service.SendAsync("GET", "/api/secrets", key: token)).Status);
    }
}
