using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class AbuseTests
{
    [Theory]
    [OnBothDatabases]
    public async Task An_address_that_fails_too_often_is_429_and_its_valid_keys_still_work(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:FailedAuthentications=5");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.SendAsync("GET", "/api/secrets", key: ApiKeyToken.Generate())));

        Assert.Contains(answers, answer => answer.Status == 401);
        var limited = answers.First(answer => answer.Status == 429);
        limited.Is(429, """{"detail":"Too Many Requests"}""");
        Assert.Contains("Retry-After: 1", limited.Headers, StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets")).Status);
    }

    [Theory]
    [OnBothDatabases("", 429)]
    [OnBothDatabases("10.0.0.0/8", 429)]
    [OnBothDatabases("10.0.0.0/8, 127.0.0.0/8", 401)]
    public async Task A_forwarded_address_counts_only_from_a_configured_proxy(StorageProvider provider, string proxies, int status)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:FailedAuthentications=3", $"--Proxy:Networks={proxies}");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.SendAsync("GET", "/api/secrets", key: null, headers: [new("X-Forwarded-For", "203.0.113.7")])));

        var other = await service.SendAsync("GET", "/api/secrets", key: null, headers: [new("X-Forwarded-For", "203.0.113.8")]);

        // One of the bucket may have come back meanwhile.
        Assert.True(other.Status == status || (status == 429 && other.Status == 401 && (await service.SendAsync("GET", "/api/secrets", key: null, headers: [new("X-Forwarded-For", "203.0.113.9")])).Status == 429));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_that_asks_too_often_is_429_and_others_are_not(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:RequestsPerSecondPerKey=20");
        var other = (await service.SendJsonAsync("POST", "/api/keys", """{"name":"k","scopes":["secrets:list"]}""")).Json.GetProperty("token").GetString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => service.SendAsync("GET", "/api/secrets")));

        var limited = answers.First(answer => answer.Status == 429);
        limited.Is(429, """{"detail":"Too Many Requests"}""");
        Assert.Contains("Retry-After: 1", limited.Headers, StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: other)).Status);
    }
}
