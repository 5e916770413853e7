using System.Collections.Concurrent;

namespace Secrets.Application.Audit;

/// <summary>
/// Counts denied requests, so that many of one key, or many without a valid key, are one event now and then. What has been counted when the
/// process is killed is lost.
/// </summary>
public sealed class DenialCount(AuditTrail audit, IAuditEventRepository log)
{
    private const int MaxCounted = 10_000;
    private const int WrittenAtOnce = 500;

    private readonly ConcurrentDictionary<(Guid OwnerId, Guid KeyId, string Action), Denials> _counts = new();

    public async Task AddAsync(Caller caller, string action)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var place = (caller.OwnerId, caller.KeyId, action);
        if (_counts.Count >= MaxCounted && !_counts.ContainsKey(place))
        {
            await WriteAsync();
        }

        Add(place, new Denials(caller, 1));
    }

    /// <summary>Writes one event for each owner, key and action since the last time, with the request id and the address of the latest request. What cannot be written is kept.</summary>
    public async Task WriteAsync()
    {
        foreach (var chunk in _counts.Keys.Chunk(WrittenAtOnce))
        {
            var taken = new List<((Guid, Guid, string Action) Place, Denials Denials)>();
            foreach (var place in chunk)
            {
                if (_counts.TryRemove(place, out var denials))
                {
                    taken.Add((place, denials));
                }
            }

            try
            {
                await log.AppendAsync(
                    taken.ConvertAll(entry =>
                        audit.EventOf(entry.Denials.Latest, entry.Place.Action, result: AuditResults.Denied, count: entry.Denials.Count)
                    )
                );
            }
            catch
            {
                taken.ForEach(entry => Add(entry.Place, entry.Denials));
                throw;
            }
        }
    }

    private void Add((Guid, Guid, string) place, Denials denials) =>
        _counts.AddOrUpdate(place, denials, (_, others) => new Denials(denials.Latest, others.Count + denials.Count));

    private sealed record Denials(Caller Latest, long Count);
}
