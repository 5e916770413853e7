namespace Secrets.Application.Audit;

/// <summary>Where events are kept. Those of a change are stored with the change, by the store of what was changed.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IAuditEventRepository
{
    /// <summary>Stores all events or none, and returns once they are durable.</summary>
    Task AppendAsync(IReadOnlyList<AuditEvent> events);

    /// <summary>The owner's events, the newest first.</summary>
    Task<IReadOnlyList<AuditEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken);
}

/// <summary>Which events are wanted; what is null may be anything.</summary>
/// <param name="Before">The id of the event that comes before the first one wanted.</param>
/// <param name="Secret">The name of a secret: the events of all that have it or had it when they were deleted.</param>
/// <param name="Since">Microseconds since 1970, inclusive.</param>
/// <param name="Until">Microseconds since 1970, exclusive.</param>
public sealed record AuditFilter(
    Guid OwnerId,
    Guid? Before,
    string? Action,
    string? Secret,
    Guid? SecretId,
    Guid? KeyId,
    long? Since,
    long? Until,
    int Limit
);
