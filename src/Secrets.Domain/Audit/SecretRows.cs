namespace Secrets.Domain.Audit;

/// <summary>The state of a secret according to its rows in the database.</summary>
/// <param name="IsDeleted">Null if the secret has no row, neither as a current nor as a deleted secret.</param>
/// <param name="OldVersions">The number of old versions.</param>
public readonly record struct SecretRows(
    bool? IsDeleted,
    long Version,
    long Revision,
    long OldVersions,
    long OldestVersion,
    long NewestOldVersion
)
{
    /// <summary>Returns the difference between the rows and the events, or null.</summary>
    /// <param name="state">The state by the events; null if all events of the secret were removed after their retention.</param>
    public string? FindFault(SecretState? state) =>
        (state?.Life, IsDeleted) switch
        {
            (null or SecretLife.Destroyed, null) => OldVersions == 0 ? null : "has old versions, but no row",
            (_, null) => "is missing, but no event destroyed it",
            (SecretLife.Destroyed, _) => "was destroyed, but exists without an event",
            (SecretLife.Current, true) => "is deleted, but no event deleted it",
            (SecretLife.Deleted, false) => "was deleted, but is current without an event",
            _ when state is not null && Version != state.Version =>
                $"has version {Version}, but its last event gave it version {state.Version}",
            _ when state?.Revision is { } revision && Revision != revision =>
                $"is at revision {Revision}, but its events lead to revision {revision}",
            _ => LacksVersions ? $"lacks versions before version {Version}, which no event removed" : null,
        };

    // Only the oldest versions may be missing. The newest old version of a deleted secret is its last value.
    private bool LacksVersions =>
        OldVersions == 0
            ? IsDeleted is true
            : NewestOldVersion - OldestVersion + 1 != OldVersions || NewestOldVersion != (IsDeleted is true ? Version : Version - 1);
}
