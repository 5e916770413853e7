using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>Finds the secrets of all owners that are due. Times are microseconds since 1970.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IDueSecretRepository
{
    /// <summary>Counts the secrets that are due.</summary>
    Task<long> CountAsync(long now, CancellationToken cancellationToken);

    /// <summary>
    /// Appends an event for each secret that has become due, once for each time at which it is due. If several replicas do this at once,
    /// each event is written by one of them.
    /// </summary>
    /// <returns>The number of events.</returns>
    Task<int> NoteAsync(long now, Func<Secret, AuditEvent> due, CancellationToken cancellationToken);
}
