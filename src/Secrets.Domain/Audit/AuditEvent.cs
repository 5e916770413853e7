namespace Secrets.Domain.Audit;

/// <summary>
/// An event of the audit log: an action, who did it and from where. It never holds a name, a value, a token or a body.
/// <see cref="Mac"/> authenticates all of it except <see cref="Position"/>. Times are microseconds since 1970.
/// </summary>
public sealed record AuditEvent
{
    public required Guid OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required long At { get; init; }

    /// <summary>The API key that was used; zeros for the command line and for the service itself.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>One of <see cref="AuditActions"/>. If the request was denied: the scope that it needs.</summary>
    public required string Action { get; init; }

    public Guid? SecretId { get; init; }

    public long? Version { get; init; }

    /// <summary>The API key that was created, changed or rotated. For a root key: its id in the last 16 digits.</summary>
    public Guid? SubjectKeyId { get; init; }

    /// <summary>The API key that a rotation created.</summary>
    public Guid? SuccessorKeyId { get; init; }

    /// <summary>One of <see cref="AuditResults"/>.</summary>
    public required string Result { get; init; }

    /// <summary>More than one if events are counted instead of written one by one.</summary>
    public long Count { get; init; } = 1;

    public required string RequestId { get; init; }

    /// <summary>The client IP of the request.</summary>
    public required string ClientIp { get; init; }

    /// <summary>32 bytes.</summary>
    public byte[] Mac { get; init; } = [];

    /// <summary>The place that the database gave the event in the order of all. Blocks prove it, not the MAC.</summary>
    public long Position { get; init; }
}
