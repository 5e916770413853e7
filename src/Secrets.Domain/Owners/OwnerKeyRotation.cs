namespace Secrets.Domain.Owners;

/// <summary>A rotation of an owner key. It begins with a new version, and ends when the older versions are destroyed.</summary>
/// <param name="Version">The newest version.</param>
/// <param name="CreatedAt">Microseconds since 1970 by the database's clock.</param>
/// <param name="Age">The time since <paramref name="CreatedAt"/>, by the same clock.</param>
/// <param name="IsNew">True if this run of the rotation created the version.</param>
public sealed record OwnerKeyRotation(long Version, long CreatedAt, TimeSpan Age, bool IsNew)
{
    /// <summary>The time for which a service uses the owner keys that it has read.</summary>
    public static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The time after which no service encrypts under an older version: the lifetime of cached keys, plus more than a write takes. If a
    /// suspended service still does so, its write is refused, and it repeats the write under the newest version.
    /// </summary>
    public static readonly TimeSpan Overlap = CacheLifetime + TimeSpan.FromSeconds(60);

    /// <summary>The time from which the next run may destroy the older versions, in microseconds since 1970.</summary>
    public long KeptUntil => CreatedAt + (long)Overlap.TotalMicroseconds;

    /// <summary>Returns the version that a new rotation creates, or null if several versions exist: a rotation is not finished.</summary>
    public static long? Next(IReadOnlyCollection<long> versions) => versions.Count == 1 ? versions.First() + 1 : null;

    /// <summary>
    /// Returns true if the older versions may be destroyed. The run that created the newest version must not do it: its commit may have
    /// taken longer than the overlap.
    /// </summary>
    /// <param name="failedValues">The number of values that could not be encrypted under the new version.</param>
    public bool MayDestroyOlder(int failedValues) => !IsNew && Age > Overlap && failedValues == 0;
}
