namespace Secrets.Application.Diagnosis.GetStatus;

/// <summary>The end of the audit chain.</summary>
/// <param name="Block">The number of the last block; 0 without a block.</param>
/// <param name="PendingEvents">The number of events after it, at most <see cref="MaxPendingEvents"/>.</param>
/// <param name="PendingSince">The time of the first of these events; null without one.</param>
public sealed record AuditStatus(long Block, DateTimeOffset? BlockCreatedAt, long PendingEvents, DateTimeOffset? PendingSince)
{
    public const int MaxPendingEvents = 10_000;
}
