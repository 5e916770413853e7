namespace Secrets.Application.KeyRing;

/// <summary>This running service, as others see it in the database.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IReplica
{
    /// <summary>The time since the active key of its ring was made; null where that is not known.</summary>
    TimeSpan? RingAge { get; }

    /// <summary>
    /// Takes over the key ring where it has changed, notes in the database that this service runs and with which ring keys,
    /// and forgets owner keys that have not been used for long.
    /// </summary>
    /// <returns>Why the key ring that is there now is not taken over and the one in use stays; null where all is well.</returns>
    Task<string?> FollowAsync(CancellationToken cancellationToken);

    /// <summary>Notes in the database that this service no longer runs.</summary>
    Task LeaveAsync();
}
