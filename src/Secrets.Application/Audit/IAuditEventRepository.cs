using Secrets.Application.ApiKeys;
using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>Persists audit events. Those of a change are stored with the change, by its repository.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IAuditEventRepository
{
    /// <summary>Stores all events or none, and returns once they are durable.</summary>
    Task AppendAsync(IReadOnlyList<AuditEvent> events);

    /// <summary>Stores all events and counts uses of a key, or does neither if the key has fewer uses left.</summary>
    Task<bool> AppendAsync(IReadOnlyList<AuditEvent> events, LimitedUse use);

    /// <summary>Returns events of one owner, the newest first.</summary>
    Task<IReadOnlyList<ListedEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken);
}
