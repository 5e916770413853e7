using System.Threading.RateLimiting;
using Secrets.Api.Authentication;

namespace Secrets.Api.RateLimiting;

/// <summary>
/// Limits the expensive requests that run at once: exports, imports, large bodies, long lists, searches and audit queries. The limit of
/// all bounds the memory of the process, and those of a key and of an owner keep places free for others. Requests beyond wait for a place.
/// </summary>
internal sealed class ExpensiveRequests(RequestDurations durations, int maxOfKey, TimeProvider time) : IDisposable
{
    /// <summary>Of all keys together: with the largest bodies and values, some 10 MB each.</summary>
    public const int MaxOfAll = 16;

    /// <summary>Of all keys of one owner, so that no owner takes all places.</summary>
    public const int MaxOfOwner = 8;

    // A request that waits holds a connection and little else; the limit of connections bounds them as well.
    private const int MaxWaiting = 2000;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.CreateChained(
        Limit(context => context.User.Caller().KeyId, maxOfKey),
        Limit(context => context.User.Caller().OwnerId, MaxOfOwner),
        Limit(_ => Guid.Empty, MaxOfAll)
    );

    /// <summary>Waits for a place, which the request keeps until it ends. It is cut off if it lasts too long.</summary>
    /// <returns>False if no place became free in time.</returns>
    public async Task<bool> TryEnterAsync(HttpContext context)
    {
        if (context.Features.Get<Place>() is not null)
        {
            return true;
        }

        if (await AcquireAsync(context) is not { IsAcquired: true } lease)
        {
            return false;
        }

        var place = new Place(lease, new Deadline(durations.MaxExpensive, time, context.Abort));
        context.Features.Set(place);
        context.Response.RegisterForDispose(place);
        return true;
    }

    public void Dispose() => _limiter.Dispose();

    private async Task<RateLimitLease?> AcquireAsync(HttpContext context)
    {
        using var patience = new CancellationTokenSource(MaxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return await _limiter.AcquireAsync(context, permitCount: 1, either.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private static PartitionedRateLimiter<HttpContext> Limit(Func<HttpContext, Guid> keyOf, int permits) =>
        PartitionedRateLimiter.Create<HttpContext, Guid>(context =>
            RateLimitPartition.GetConcurrencyLimiter(keyOf(context), _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = permits,
                QueueLimit = MaxWaiting,
            })
        );

    private sealed class Place(RateLimitLease lease, Deadline deadline) : IDisposable
    {
        public void Dispose()
        {
            deadline.Dispose();
            lease.Dispose();
        }
    }
}
