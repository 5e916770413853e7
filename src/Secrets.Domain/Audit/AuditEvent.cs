namespace Secrets.Domain.Audit;

/// <summary>
/// An event of the audit log: an action, the API key and the client IP. It never contains a name, a value, a token or a body.
/// <see cref="Mac"/> authenticates all of it except <see cref="Position"/>. Times are microseconds since 1970.
/// </summary>
public sealed record AuditEvent
{
    public required Guid OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required long At { get; init; }

    /// <summary>The API key that was used; the zero id for the command line and for the service itself.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>One of <see cref="AuditActions"/>. If the API key lacks a scope: that scope.</summary>
    public required string Action { get; init; }

    public Guid? SecretId { get; init; }

    public long? Version { get; init; }

    /// <summary>The API key that was created, changed or rotated. For a root key, the last 16 digits are its id.</summary>
    public Guid? SubjectKeyId { get; init; }

    /// <summary>The API key that a rotation created.</summary>
    public Guid? SuccessorKeyId { get; init; }

    /// <summary>One of <see cref="AuditResults"/>.</summary>
    public required string Result { get; init; }

    /// <summary>The number of occurrences. More than one if they are counted instead of recorded one by one.</summary>
    public long Count { get; init; } = 1;

    public required string RequestId { get; init; }

    /// <summary>The client IP of the request.</summary>
    public required string ClientIp { get; init; }

    /// <summary>The MAC, 32 bytes; empty if the event is not signed yet.</summary>
    public byte[] Mac { get; init; } = [];

    /// <summary>The position in the audit log, assigned by the database. Blocks prove it; the MAC does not.</summary>
    public long Position { get; init; }
}
