namespace Secrets.Domain.KeyRing;

/// <summary>A running process of the service that uses the database.</summary>
/// <param name="Name">Host and process.</param>
/// <param name="SeenAt">Microseconds since 1970 by the database's clock.</param>
/// <param name="RootKeys">The ids of the root keys that it has loaded, the active one first.</param>
public sealed record RunningReplica(Guid Id, string Name, long SeenAt, IReadOnlyList<string> RootKeys)
{
    /// <summary>The time after which a replica that was not seen counts as stopped. A replica notes itself every five seconds.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The maximum by which <see cref="SeenAt"/> may be in the future. A larger difference means that the replica has stopped, and that the
    /// clock was set back since.
    /// </summary>
    public static readonly TimeSpan MaxClockLead = TimeSpan.FromSeconds(5);

    public bool HasLoaded(string rootKeyId) => RootKeys.Contains(rootKeyId, StringComparer.Ordinal);

    public bool WrapsUnder(string rootKeyId) => RootKeys.Count > 0 && RootKeys[0] == rootKeyId;
}
