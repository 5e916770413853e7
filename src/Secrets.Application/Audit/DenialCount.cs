using System.Collections.Concurrent;
using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>
/// Counts denied requests, so that many with one key, or many without a valid key, become one event from time to time. The counts of a
/// process that is killed are lost.
/// </summary>
public sealed class DenialCount(AuditTrail audit, IAuditEventRepository events)
{
    private const int MaxCounted = 10_000;
    private const int MaxBatchSize = 500;

    private readonly ConcurrentDictionary<(Guid OwnerId, Guid KeyId, string Action), Denials> _counts = new();

    public async Task AddAsync(Caller caller, string action)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var counted = (caller.OwnerId, caller.KeyId, action);
        if (_counts.Count >= MaxCounted && !_counts.ContainsKey(counted))
        {
            await WriteAsync();
        }

        Add(counted, new Denials(caller, 1));
    }

    /// <summary>
    /// Writes one event for each owner, key and action since the last time, with the request id and the client IP of the latest request.
    /// Counts that cannot be written are kept.
    /// </summary>
    public async Task WriteAsync()
    {
        foreach (var batch in _counts.Keys.Chunk(MaxBatchSize))
        {
            var taken = new List<((Guid, Guid, string Action) Counted, Denials Denials)>();
            foreach (var counted in batch)
            {
                if (_counts.TryRemove(counted, out var denials))
                {
                    taken.Add((counted, denials));
                }
            }

            try
            {
                await events.AppendAsync(
                    taken.ConvertAll(entry =>
                        audit.EventOf(entry.Denials.Latest, entry.Counted.Action, result: AuditResults.Denied, count: entry.Denials.Count)
                    )
                );
            }
            catch
            {
                taken.ForEach(entry => Add(entry.Counted, entry.Denials));
                throw;
            }
        }
    }

    private void Add((Guid, Guid, string) counted, Denials denials) =>
        _counts.AddOrUpdate(counted, denials, (_, others) => new Denials(denials.Latest, others.Count + denials.Count));

    private sealed record Denials(Caller Latest, long Count);
}
