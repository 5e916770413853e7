using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>An audit event as it is listed: with the name of its secret, and without what proves it.</summary>
public sealed record ListedEvent
{
    /// <inheritdoc cref="AuditEvent.Id"/>
    public required Guid Id { get; init; }

    /// <inheritdoc cref="AuditEvent.At"/>
    public required long At { get; init; }

    /// <inheritdoc cref="AuditEvent.KeyId"/>
    public required Guid KeyId { get; init; }

    /// <inheritdoc cref="AuditEvent.Action"/>
    public required string Action { get; init; }

    public Guid? SecretId { get; init; }

    /// <summary>
    /// The name that the secret has now, or had when it was deleted; null if it was destroyed, or if names were not asked for.
    /// </summary>
    public string? SecretName { get; init; }

    public long? Version { get; init; }

    /// <inheritdoc cref="AuditEvent.SubjectKeyId"/>
    public Guid? SubjectKeyId { get; init; }

    /// <inheritdoc cref="AuditEvent.SuccessorKeyId"/>
    public Guid? SuccessorKeyId { get; init; }

    /// <inheritdoc cref="AuditEvent.Result"/>
    public required string Result { get; init; }

    /// <inheritdoc cref="AuditEvent.Count"/>
    public long Count { get; init; }

    public required string RequestId { get; init; }

    /// <inheritdoc cref="AuditEvent.ClientIp"/>
    public required string ClientIp { get; init; }
}
