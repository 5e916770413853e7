using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class AbuseTests
{
    [Theory]
    [OnBothDatabases]
    public async Task An_address_with_too_many_failures_gets_429_and_its_valid_keys_still_work(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:FailedAuthentications=5");

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => service.SendAsync("GET", "/api/secrets", key: ApiKeyToken.Generate()))
        );

        Assert.Contains(responses, response => response.Status == 401);
        var limited = responses.First(response => response.Status == 429);
        limited.Is(429, """{"detail":"Too Many Requests"}""");
        Assert.Contains("Retry-After: 1", limited.Headers, StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets")).Status);
    }

    [Theory]
    [OnBothDatabases("", false)]
    [OnBothDatabases("10.0.0.0/8", false)]
    [OnBothDatabases("10.0.0.0/8, 127.0.0.0/8", true)]
    public async Task A_forwarded_address_counts_only_from_a_configured_proxy(StorageProvider provider, string proxies, bool counts)
    {
        await using var service = await RunningService.StartAsync(
            provider,
            "--Limits:FailedAuthentications=10",
            $"--Proxy:Networks={proxies}"
        );

        var responses = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    service.SendAsync(
                        "GET",
                        "/api/secrets",
                        key: null,
                        headers: [new("X-Forwarded-For", i % 2 == 0 ? "203.0.113.7" : "203.0.113.8")]
                    )
                )
        );

        // Two addresses may fail ten times each. One may fail ten times, plus once for each second of the test.
        Assert.Equal(counts, responses.All(response => response.Status == 401));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_over_its_rate_limit_gets_429_and_other_keys_do_not(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:RequestsPerSecondPerKey=20");
        var other = await service.CreateKeyAsync(owner: null, "secrets:list");

        var responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => service.SendAsync("GET", "/api/secrets")));

        var limited = responses.First(response => response.Status == 429);
        limited.Is(429, """{"detail":"Too Many Requests"}""");
        Assert.Contains("Retry-After: 1", limited.Headers, StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: other)).Status);
    }
}
