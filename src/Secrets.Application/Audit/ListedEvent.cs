using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>An audit event as it is listed.</summary>
public sealed record ListedEvent : AuditEvent
{
    /// <summary>
    /// The name that the secret has now, or had when it was deleted; null if it was destroyed, or if names were not asked for.
    /// </summary>
    public string? SecretName { get; init; }
}
