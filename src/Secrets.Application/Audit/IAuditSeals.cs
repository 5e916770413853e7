namespace Secrets.Application.Audit;

/// <summary>
/// The proof over what was written: a chain of seals, each over a run of events and the seal before it, so that nothing
/// older than a few seconds can be changed, taken away, added or moved without a trace.
/// </summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IAuditSeals
{
    /// <summary>The age above which no event is known to wait for its seal, whoever made it; null before the first <see cref="SealAsync"/>.</summary>
    TimeSpan? Lag { get; }

    /// <summary>As <see cref="Lag"/> or, while that is not known, the time since the first <see cref="SealAsync"/>.</summary>
    TimeSpan Wait { get; }

    /// <summary>The number of a seal that this process has seen and that is gone: the newest events were taken away, or the database was put back.</summary>
    long? LostSeal { get; }

    /// <summary>The last seal that this process saw and that no failover to a standby loses; null if there is none.</summary>
    AuditCheckpoint? Known { get; }

    /// <summary>Seals what is complete, unless another replica does. To be called again and again.</summary>
    /// <returns>How many events were sealed.</returns>
    Task<int> SealAsync(CancellationToken cancellationToken);

    /// <summary>Removes the runs that were sealed until a time, together with their events, and leaves a mark in their place.</summary>
    /// <returns>How many events were removed.</returns>
    Task<int> RemoveAsync(long sealedUntil, CancellationToken cancellationToken);

    /// <summary>The last seal; null while there is none.</summary>
    Task<AuditCheckpoint?> FindLastAsync(CancellationToken cancellationToken);

    /// <summary>Whether the checkpoint's seal is one of this chain, or was before its beginning was removed.</summary>
    Task<bool> HasAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>Walks all seals, events and values, and stops at the first fault.</summary>
    /// <param name="checkpoint">A seal that the database must have, or be later than; null where none is known.</param>
    Task<AuditReport> VerifyAsync(AuditCheckpoint? checkpoint, CancellationToken cancellationToken);
}

/// <summary>What a seal is known by outside the database: whoever keeps it can tell that the database went back in time.</summary>
/// <param name="SealMac">Hexadecimal.</param>
public sealed record AuditCheckpoint(Guid Installation, long Seal, string SealMac, DateTimeOffset SealedAt);

/// <param name="Fault">What is wrong first; null where nothing is.</param>
/// <param name="Unsealed">Events that wait for their seal.</param>
public sealed record AuditReport(string? Fault, long Seals, long Events, long Unsealed, long Values)
{
    /// <summary>The number of the seal of the checkpoint that the log was compared with; null if there was none.</summary>
    public long? Checkpoint { get; init; }

    /// <summary>What cannot be proven, or is known to have happened.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
