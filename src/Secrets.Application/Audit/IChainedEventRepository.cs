using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>Reads the events of all owners in the order of the audit chain: by position.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IChainedEventRepository
{
    /// <summary>Returns the position up to which no event is still to come, and the timestamp at which that was read.</summary>
    /// <remarks>It may stay behind for as long as the longest transaction takes.</remarks>
    Task<(long Position, long ReadAt)> FindSettledPositionAsync(CancellationToken cancellationToken);

    /// <summary>Returns the position of the last event, or 0 before the first.</summary>
    Task<long> FindLastPositionAsync(CancellationToken cancellationToken);

    /// <summary>Returns the latest time of the events up to a position; null without events.</summary>
    Task<long?> FindLatestTimeAsync(long until, CancellationToken cancellationToken);

    Task<bool> HasAsync(Guid id, CancellationToken cancellationToken);

    /// <param name="after">Exclusive.</param>
    /// <param name="until">Inclusive.</param>
    Task<IReadOnlyList<AuditEvent>> ListAsync(long after, long until, int limit, CancellationToken cancellationToken);

    /// <summary>Returns the same as <see cref="ListAsync"/>, in a shorter form.</summary>
    Task<IReadOnlyList<ChainedEvent>> ListChainedAsync(long after, long until, int limit, CancellationToken cancellationToken);
}
