namespace Secrets.Application.Audit;

/// <summary>
/// What was done, by whom and from where: never a name, a value, a token or a body. <see cref="Mac"/> authenticates all
/// of it but <see cref="Position"/>. Times are microseconds since 1970.
/// </summary>
public sealed record AuditEvent
{
    public required Guid OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required long At { get; init; }

    /// <summary>The API key that it was done with; zeros for the command line and for the service itself.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>One of <see cref="AuditActions"/> or, of what was denied, the scope that it needs.</summary>
    public required string Action { get; init; }

    public Guid? SecretId { get; init; }

    public long? Version { get; init; }

    /// <summary>The API key that was made, changed or rotated; of a key of the ring, its id in the last 16 digits.</summary>
    public Guid? SubjectKeyId { get; init; }

    /// <summary>The API key that a rotation created.</summary>
    public Guid? SuccessorKeyId { get; init; }

    /// <summary>One of <see cref="AuditResults"/>.</summary>
    public required string Result { get; init; }

    /// <summary>How many times: more than one where events are counted instead of written one by one.</summary>
    public long Count { get; init; } = 1;

    public required string RequestId { get; init; }

    /// <summary>The address that the request came from.</summary>
    public required string ClientIp { get; init; }

    /// <summary>32 bytes.</summary>
    public byte[] Mac { get; init; } = [];

    /// <summary>Where the database has put it in the order of all events. The seals prove it, not the MAC.</summary>
    public long Position { get; init; }
}

public static class AuditResults
{
    public const string Done = "done";

    /// <summary>The key lacks the scope, or may not name the owner.</summary>
    public const string Denied = "denied";

    /// <summary>The value does not decrypt: it was damaged or moved.</summary>
    public const string Failed = "failed";
}
