namespace Secrets.Infrastructure.Audit;

/// <summary>What the rows of a secret say.</summary>
/// <param name="IsDeleted">Null if the secret has neither a current row nor one of deleted secrets.</param>
/// <param name="OldVersions">The number of old versions, from <paramref name="OldestVersion"/> to <paramref name="NewestOldVersion"/>.</param>
internal readonly record struct SecretRows(
    bool? IsDeleted,
    long Version,
    long Revision,
    long OldVersions,
    long OldestVersion,
    long NewestOldVersion
)
{
    /// <summary>Returns what no event explains, or null.</summary>
    /// <param name="state">Null if no event of the secret is known: all were removed after their time.</param>
    public string? FindFault(SecretState? state) =>
        (state?.Life, IsDeleted) switch
        {
            (null or SecretLife.Destroyed, null) => OldVersions == 0 ? null : "has old versions, and no row",
            (_, null) => "is gone, and no event says so",
            (SecretLife.Destroyed, _) => "was destroyed, and is there again without an event",
            (SecretLife.Current, true) => "is among the deleted, and no event says that it was deleted",
            (SecretLife.Deleted, false) => "was deleted, and is there again without an event",
            _ when state is not null && Version != state.Version =>
                $"has version {Version}, and its last event gave it version {state.Version}",
            _ when state?.Revision is { } revision && Revision != revision =>
                $"is in its state {Revision}, and its events led to state {revision}",
            _ => LacksVersions ? $"lacks versions before version {Version}, which no event removed" : null,
        };

    // The oldest versions go when there are too many. A deleted secret's last value is the newest of the old ones.
    private bool LacksVersions =>
        OldVersions == 0
            ? IsDeleted is true
            : NewestOldVersion - OldestVersion + 1 != OldVersions || NewestOldVersion != (IsDeleted is true ? Version : Version - 1);
}
