namespace Secrets.Domain.Audit;

/// <summary>The part of an event that a block covers.</summary>
public sealed record ChainedEvent(Guid OwnerId, Guid Id, long Position, byte[] Mac);
