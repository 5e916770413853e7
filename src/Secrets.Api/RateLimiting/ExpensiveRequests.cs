using System.Threading.RateLimiting;
using Secrets.Api.Authentication;

namespace Secrets.Api.RateLimiting;

/// <summary>
/// Limits how many expensive requests run at once: exports, imports, large bodies, long lists, searches and audit queries. The limit of all
/// bounds the memory of the process. The limits of a key and of an owner leave permits to others. Further requests wait for a permit.
/// </summary>
internal sealed class ExpensiveRequests(TimeSpan timeout, int maxPerKey, TimeProvider time) : IDisposable
{
    /// <summary>The limit of all keys together. With the largest bodies and values, a request takes about 10 MB.</summary>
    public const int MaxTotal = 16;

    /// <summary>The limit of all keys of one owner, so that no owner takes all permits.</summary>
    public const int MaxPerOwner = 8;

    // A request that waits holds little more than its connection, which has a limit of its own.
    private const int MaxQueued = 2000;

    private static readonly TimeSpan QueueTimeout = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.CreateChained(
        Limit(context => context.User.Caller().KeyId, maxPerKey),
        Limit(context => context.User.Caller().OwnerId, MaxPerOwner),
        Limit(_ => Guid.Empty, MaxTotal)
    );

    /// <summary>Waits for a permit, which the request keeps until it ends. A request that exceeds its timeout is aborted.</summary>
    /// <returns>False if no permit became free in time.</returns>
    public static Task<bool> TryEnterAsync(HttpContext context) =>
        context.Features.Get<Permit>() is not null
            ? Task.FromResult(true)
            : context.RequestServices.GetRequiredService<ExpensiveRequests>().AcquireAsync(context);

    public void Dispose() => _limiter.Dispose();

    private async Task<bool> AcquireAsync(HttpContext context)
    {
        if (await WaitAsync(context) is not { IsAcquired: true } lease)
        {
            return false;
        }

        var permit = new Permit(lease, new Deadline(timeout, time, context.Abort));
        context.Features.Set(permit);
        context.Response.RegisterForDispose(permit);
        return true;
    }

    private async Task<RateLimitLease?> WaitAsync(HttpContext context)
    {
        using var queueTimeout = new CancellationTokenSource(QueueTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(queueTimeout.Token, context.RequestAborted);
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
                QueueLimit = MaxQueued,
            })
        );

    private sealed class Permit(RateLimitLease lease, Deadline deadline) : IDisposable
    {
        public void Dispose()
        {
            deadline.Dispose();
            lease.Dispose();
        }
    }
}
