namespace Secrets.Domain.Audit;

/// <summary>The state of a secret by its rows in the database.</summary>
/// <param name="IsDeleted">Null if the secret has neither a row of current secrets nor one of deleted ones.</param>
/// <param name="OldVersions">Their number, from <paramref name="OldestVersion"/> to <paramref name="NewestOldVersion"/>.</param>
public readonly record struct SecretRows(
    bool? IsDeleted,
    long Version,
    long Revision,
    long OldVersions,
    long OldestVersion,
    long NewestOldVersion
)
{
    /// <summary>Returns the difference from what the events say, or null.</summary>
    /// <param name="state">Null if no event of the secret is known: all were removed after their retention.</param>
    public string? FindFault(SecretState? state) =>
        (state?.Life, IsDeleted) switch
        {
            (null or SecretLife.Destroyed, null) => OldVersions == 0 ? null : "has old versions, but no row",
            (_, null) => "is gone, and no event says so",
            (SecretLife.Destroyed, _) => "was destroyed, and is there again without an event",
            (SecretLife.Current, true) => "is deleted, and no event says so",
            (SecretLife.Deleted, false) => "was deleted, and is there again without an event",
            _ when state is not null && Version != state.Version =>
                $"has version {Version}, and its last event gave it version {state.Version}",
            _ when state?.Revision is { } revision && Revision != revision =>
                $"is at revision {Revision}, and its events lead to revision {revision}",
            _ => LacksVersions ? $"lacks versions before version {Version}, which no event removed" : null,
        };

    // Only the oldest versions may be missing. The last value of a deleted secret is its newest old version.
    private bool LacksVersions =>
        OldVersions == 0
            ? IsDeleted is true
            : NewestOldVersion - OldestVersion + 1 != OldVersions || NewestOldVersion != (IsDeleted is true ? Version : Version - 1);
}
