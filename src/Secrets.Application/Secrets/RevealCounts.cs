using System.Runtime.InteropServices;
using Secrets.Domain;

namespace Secrets.Application.Secrets;

/// <summary>
/// Counts reveals, so that a reveal costs no write of its own. Counts that cannot be written are kept, for at most
/// <see cref="MaxSecrets"/> secrets.
/// </summary>
public sealed class RevealCounts(ISecretRevealRepository repository, TimeProvider time)
{
    /// <summary>The maximum number of secrets that are counted at the same time. Reveals of others are not counted.</summary>
    public const int MaxSecrets = 100_000;

    /// <summary>The number of secrets whose counts are written before the interval has passed.</summary>
    private const int ManySecrets = 10_000;

    /// <summary>The number of secrets in a transaction, which holds up other writes.</summary>
    private const int MaxBatch = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Dictionary<(Guid OwnerId, Guid SecretId), Count> _counts = [];
    private long _triedAt = time.GetTimestamp();
    private long _dropped;
    private bool _failed;

    /// <summary>True if the counts should be written.</summary>
    public bool AreDue
    {
        get
        {
            lock (_lock)
            {
                return (_counts.Count >= ManySecrets && !_failed) || (_counts.Count > 0 && time.GetElapsedTime(_triedAt) >= Interval);
            }
        }
    }

    public void Note(Guid ownerId, Guid secretId)
    {
        var now = time.Microseconds();
        lock (_lock)
        {
            Add((ownerId, secretId), new Count(1, now));
        }
    }

    /// <summary>Writes the counts. If that fails, they are kept for the next time.</summary>
    /// <returns>The number of reveals since the last call that were not counted.</returns>
    public async Task<long> WriteAsync()
    {
        var (counts, dropped) = Take();

        // All replicas write in the same order. Otherwise they could deadlock.
        var unwritten = new Queue<SecretReveals[]>(
            counts
                .OrderBy(count => count.Key)
                .Select(count => new SecretReveals(count.Key.OwnerId, count.Key.SecretId, count.Value.Reveals, count.Value.LastRevealedAt))
                .Chunk(MaxBatch)
        );
        try
        {
            while (unwritten.TryPeek(out var batch))
            {
                await repository.AddAsync(batch);
                unwritten.Dequeue();
            }
        }
        finally
        {
            Keep([.. unwritten.SelectMany(batch => batch)]);
        }

        return dropped;
    }

    private (Dictionary<(Guid OwnerId, Guid SecretId), Count> Counts, long Dropped) Take()
    {
        lock (_lock)
        {
            var taken = (_counts, _dropped);
            (_counts, _dropped, _triedAt) = ([], 0, time.GetTimestamp());
            return taken;
        }
    }

    private void Keep(IReadOnlyList<SecretReveals> reveals)
    {
        lock (_lock)
        {
            _failed = reveals.Count > 0;
            foreach (var some in reveals)
            {
                Add((some.OwnerId, some.SecretId), new Count(some.Reveals, some.LastRevealedAt));
            }
        }
    }

    private void Add((Guid OwnerId, Guid SecretId) secret, Count more)
    {
        if (_counts.Count >= MaxSecrets && !_counts.ContainsKey(secret))
        {
            _dropped += more.Reveals;
            return;
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, secret, out _);
        count = new Count(count.Reveals + more.Reveals, Math.Max(count.LastRevealedAt, more.LastRevealedAt));
    }

    private readonly record struct Count(long Reveals, long LastRevealedAt);
}
