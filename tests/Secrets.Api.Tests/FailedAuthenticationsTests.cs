using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Secrets.Api.RateLimiting;

namespace Secrets.Api.Tests;

public sealed class FailedAuthenticationsTests
{
    private const string Address = "192.0.2.1";

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public async Task Addresses_of_one_network_are_limited_together(string first, string second, bool isOneNetwork)
    {
        using var failures = new FailedAuthentications(new FailedAuthenticationLimits(Burst: 20, MaxPaused: 10), new HastyTime());

        Assert.Equal(20, await AllowedAsync(failures, first));
        var allowed = await AllowedAsync(failures, second);

        Assert.Equal(isOneNetwork, allowed < 20);
    }

    [Fact]
    public async Task An_address_over_its_limit_waits_one_to_two_seconds_with_jitter()
    {
        var time = new HastyTime();
        using var failures = new FailedAuthentications(new FailedAuthenticationLimits(Burst: 1, MaxPaused: 10), time);

        for (var i = 0; i < 20; i++)
        {
            await RefusalOf(failures, From(Address));
        }

        Assert.All(time.Waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));

        // A few may be equal to the millisecond.
        Assert.True(time.Waits.Distinct().Count() > 10, "The clients retry at the same time.");
    }

    [Fact]
    public async Task Requests_beyond_the_maximum_of_waiting_refusals_are_aborted()
    {
        using var failures = new FailedAuthentications(new FailedAuthenticationLimits(Burst: 1, MaxPaused: 2), new EndlessTime());
        using var gone = new CancellationTokenSource();
        var waiting = new[] { RefusalOf(failures, From(Address, gone.Token)), RefusalOf(failures, From(Address, gone.Token)) };

        for (var i = 0; i < 2; i++)
        {
            var oneTooMany = From(Address);
            await RefusalOf(failures, oneTooMany);
            Assert.True(Lifetime.Of(oneTooMany).IsCutOff);
        }

        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        await gone.CancelAsync();
        await Task.WhenAll(waiting);
        var next = From(Address, gone.Token);
        await RefusalOf(failures, next);
        Assert.False(Lifetime.Of(next).IsCutOff);
    }

    [Fact]
    public async Task A_tenth_of_the_allowed_failures_is_restored_each_second()
    {
        using var failures = new FailedAuthentications(new FailedAuthenticationLimits(Burst: 200, MaxPaused: 10), new HastyTime());
        var begun = Stopwatch.GetTimestamp();

        for (var allowed = 0; allowed < 220; allowed += await AllowedAsync(failures, Address))
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(60), "Nothing is allowed again.");
            await Task.Delay(10);
        }

        Assert.True(Stopwatch.GetElapsedTime(begun) > TimeSpan.FromSeconds(0.8), "It was allowed too soon.");
    }

    /// <summary>Returns how many of twenty failures in a row are within the limit.</summary>
    private static async Task<int> AllowedAsync(FailedAuthentications failures, string address)
    {
        var allowed = 0;
        for (var i = 0; i < 20; i++)
        {
            allowed += await failures.CountAsync(From(address)) ? 1 : 0;
        }

        return allowed;
    }

    /// <summary>Returns the first failure over the limit. In a slow test an attempt may be within the limit again.</summary>
    private static Task<bool> RefusalOf(FailedAuthentications failures, HttpContext context)
    {
        var counted = failures.CountAsync(context);
        return counted.IsCompletedSuccessfully && counted.Result ? RefusalOf(failures, context) : counted;
    }

    private static DefaultHttpContext From(string address, CancellationToken aborted = default)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Features.Set<IHttpRequestLifetimeFeature>(new Lifetime { RequestAborted = aborted });
        return context;
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsCutOff { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public static Lifetime Of(HttpContext context) => (Lifetime)context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();

        public void Abort() => IsCutOff = true;
    }

    /// <summary>A clock on which every wait ends at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    /// <summary>A clock on which no wait ends.</summary>
    private sealed class EndlessTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
    }
}
