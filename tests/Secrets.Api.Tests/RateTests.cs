using System.Diagnostics;
using Secrets.Api.RateLimiting;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class RateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(99)]
    [InlineData(1234)]
    public void Any_whole_number_of_requests_per_second_is_enforced(int perSecond)
    {
        var time = new StoppedClock();
        using var bucket = new TokenBucket(perSecond, perSecond, time);
        for (var burst = 0; burst < perSecond; burst++)
        {
            Assert.True(bucket.AttemptAcquire().IsAcquired);
        }

        const int Seconds = 60;
        var allowed = 0;
        for (var attempt = 0; attempt < Seconds * perSecond * 4; attempt++)
        {
            time.Advance(TimeSpan.FromSeconds(1) / (perSecond * 4));
            allowed += bucket.AttemptAcquire().IsAcquired ? 1 : 0;
        }

        Assert.InRange(allowed, Seconds * perSecond * 0.99, Seconds * perSecond * 1.01);
        Assert.False(bucket.AttemptAcquire().IsAcquired);
        Assert.Null(bucket.IdleDuration);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(30), bucket.IdleDuration);
    }

    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(3)]
    public async Task A_key_gets_the_configured_rate(StorageProvider provider, int perSecond)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock, $"--Limits:RequestsPerSecondPerKey={perSecond}");
        var begun = Stopwatch.GetTimestamp();
        var allowed = 0;
        for (var second = 0; second <= 10; second++)
        {
            for (var i = 0; i < perSecond + 3; i++)
            {
                allowed += (await service.SendAsync("GET", "/api/secrets?limit=1")).Status == 200 ? 1 : 0;
            }

            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(allowed, 11 * perSecond, (11 * perSecond) + 1 + (perSecond * Stopwatch.GetElapsedTime(begun).TotalSeconds));
    }

    [Theory]
    [OnBothDatabases("GET", "/nowhere", 404)]
    [OnBothDatabases("GET", "/api/nowhere", 404)]
    [OnBothDatabases("PATCH", "/api/secrets", 405)]
    [OnBothDatabases("GET", "/openapi.json", 200)]
    [OnBothDatabases("GET", "/api/secrets", 401)]
    public async Task An_unknown_key_counts_as_a_failure_on_every_route(StorageProvider provider, string method, string path, int status)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:FailedAuthentications=5");

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(status, (await service.SendAsync(method, path, key: ApiKeyToken.Generate())).Status);
        }

        // All at once, because half an attempt is restored each second.
        var more = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => service.SendAsync(method, path, key: ApiKeyToken.Generate())));
        Assert.Contains(429, more.Select(response => response.Status));
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets")).Status);
        Assert.Equal(status == 401 ? 200 : status, (await service.SendAsync(method, path)).Status);
        await service.StopAsync();
        Assert.Equal(35, await service.Database.ScalarAsync<long>("SELECT sum(count) FROM audit_events WHERE result = 'denied'"));
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _timestamp += by.Ticks;

        public override long GetTimestamp() => _timestamp;
    }
}
