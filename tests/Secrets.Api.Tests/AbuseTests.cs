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

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => service.SendAsync("GET", "/api/secrets", key: ApiKeyToken.Generate()))
        );

        Assert.Contains(answers, answer => answer.Status == 401);
        var limited = answers.First(answer => answer.Status == 429);
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

        var answers = await Task.WhenAll(
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

        // Two addresses have ten failures each; one has ten, and one more for each second that the requests take.
        Assert.Equal(counts, answers.All(answer => answer.Status == 401));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_that_asks_too_often_is_429_and_others_are_not(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:RequestsPerSecondPerKey=20");
        var other = (await service.SendJsonAsync("POST", "/api/keys", """{"name":"k","scopes":["secrets:list"]}"""))
            .Json.GetProperty("token")
            .GetString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => service.SendAsync("GET", "/api/secrets")));

        var limited = answers.First(answer => answer.Status == 429);
        limited.Is(429, """{"detail":"Too Many Requests"}""");
        Assert.Contains("Retry-After: 1", limited.Headers, StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: other)).Status);
    }
}
