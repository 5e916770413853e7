namespace Secrets.Domain.KeyRing;

/// <summary>A process of the service that runs on the database.</summary>
/// <param name="Name">Host and process.</param>
/// <param name="SeenAt">Microseconds since 1970 by the database's clock.</param>
/// <param name="RootKeys">The ids of the root keys that it has loaded, the active one first.</param>
public sealed record RunningReplica(Guid Id, string Name, long SeenAt, IReadOnlyList<string> RootKeys)
{
    /// <summary>The time after which a replica that was not seen counts as gone. A running one notes itself every five seconds.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The most that a replica may be seen in the future. One that was seen later is gone, and a clock was set back since.
    /// </summary>
    public static readonly TimeSpan MaxClockLead = TimeSpan.FromSeconds(5);

    public bool HasLoaded(string rootKeyId) => RootKeys.Contains(rootKeyId, StringComparer.Ordinal);

    public bool WrapsUnder(string rootKeyId) => RootKeys.Count > 0 && RootKeys[0] == rootKeyId;
}
