using System.Collections.Concurrent;
using Secrets.Domain;

namespace Secrets.Application.ApiKeys;

/// <summary>Collects the last uses of keys, so that a request costs no write.</summary>
public sealed class ApiKeyUses(IApiKeyRepository repository, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Guid OwnerId, Guid Id), long> _uses = new();

    public void Note(Guid ownerId, Guid id) => _uses[(ownerId, id)] = time.Microseconds();

    /// <summary>Writes the collected uses. If that fails they are kept for the next time.</summary>
    public async Task WriteAsync()
    {
        var uses = _uses.ToArray();
        if (uses.Length == 0)
        {
            return;
        }

        await repository.NoteUsesAsync(Array.ConvertAll(uses, use => new ApiKeyUse(use.Key.OwnerId, use.Key.Id, use.Value)));
        foreach (var use in uses)
        {
            _uses.TryRemove(use);
        }
    }
}
