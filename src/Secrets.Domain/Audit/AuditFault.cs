namespace Secrets.Domain.Audit;

/// <summary>A difference between the audit log and its proof.</summary>
/// <param name="MissingEvent">An event that is not at its place. It may be at another.</param>
public sealed record AuditFault(string Text, Guid? MissingEvent = null);
