using System.Collections.Concurrent;
using Secrets.Domain;

namespace Secrets.Application.ApiKeys;

/// <summary>Gathers when keys were last used, so that a request costs no write.</summary>
public sealed class ApiKeyUses(IApiKeyRepository repository, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Guid OwnerId, Guid Id), long> _uses = new();

    public void Note(Guid ownerId, Guid id) => _uses[(ownerId, id)] = time.Microseconds();

    /// <summary>Writes what has been gathered. What cannot be written is kept for the next time.</summary>
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
