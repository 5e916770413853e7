namespace Secrets.Application.Audit.ListAudit;

/// <summary>A page of audit events.</summary>
/// <param name="Next">The id that the events of the next page come before; null if this is the last page.</param>
public sealed record AuditPage(IReadOnlyList<ListedEvent> Events, Guid? Next);
