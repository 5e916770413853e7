using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Secrets.Api.Authentication;

namespace Secrets.Api.RateLimiting;

/// <summary>
/// Limits the failed authentications of a client IP; an IPv6 network of 64 bits counts as one. Requests with a valid key are never
/// counted or refused, so that nobody can lock a key. Responses beyond the limit are delayed, which slows a flood down at its source.
/// </summary>
internal sealed class FailedAuthentications(FailedAuthenticationLimits limits, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.Get(address, _ => new TokenBucket(limits.Burst, limits.Burst / 10.0, time))
    );

    private int _paused;

    /// <summary>Counts a failure, and pauses if it exceeds the limit.</summary>
    /// <returns>True if the client IP is within its limit.</returns>
    public async Task<bool> CountAsync(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(NetworkOf(ClientIp.Of(context) ?? IPAddress.None));
        if (lease.IsAcquired)
        {
            return true;
        }

        if (Interlocked.Increment(ref _paused) > limits.MaxPaused)
        {
            Interlocked.Decrement(ref _paused);
            context.Abort();
            return false;
        }

        try
        {
            // Jitter, so that clients that were paused together do not retry together.
            var pause = MinPause * (1 + Random.Shared.NextDouble());
            await Task.Delay(pause, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Interlocked.Decrement(ref _paused);
        }

        return false;
    }

    public void Dispose() => _limiter.Dispose();

    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
