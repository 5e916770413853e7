using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Secrets.Api.Authentication;

namespace Secrets.Api.RateLimiting;

/// <summary>
/// Limits the failed authentications of an address, an IPv6 network of 64 bits counting as one. Requests with a valid
/// key are never counted or refused, so that nobody can lock a key. An address beyond its limit is answered only after
/// a pause, which slows a flood down at its source.
/// </summary>
internal sealed class FailedAuthentications(FailedAuthenticationLimits limits, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.Get(address, _ => new TokenBucket(limits.Burst, limits.Burst / 10.0, time))
    );

    private int _paused;

    /// <summary>Counts a failure, and pauses where it is one too many.</summary>
    /// <returns>Whether the address is within its limit.</returns>
    public async Task<bool> CountAsync(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(NetworkOf(ClientAddress.Of(context) ?? IPAddress.None));
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
            // Not all at once: those who were paused together would come back together.
            var pause = ShortestPause * (1 + Random.Shared.NextDouble());
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
