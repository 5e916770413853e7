namespace Secrets.Domain.Audit;

/// <summary>A difference between the audit log and its proof.</summary>
/// <param name="MissingEvent">An event that is not at its position. It may be at another one.</param>
public sealed record AuditFault(string Text, Guid? MissingEvent = null);
