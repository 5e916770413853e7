namespace Secrets.Domain.Audit;

/// <summary>The state of a secret according to its rows in the database.</summary>
/// <param name="IsDeleted">Null if the secret has no row, neither as a current nor as a deleted secret.</param>
/// <param name="OldVersions">The numbers of its old versions, in their order.</param>
public readonly record struct SecretRows(bool? IsDeleted, long Version, long Revision, IReadOnlyList<long> OldVersions)
{
    /// <summary>Returns true if no change was made between the two states.</summary>
    public bool IsSameStateAs(SecretRows other) =>
        (IsDeleted, Version, Revision, OldVersions.Count) == (other.IsDeleted, other.Version, other.Revision, other.OldVersions.Count);

    /// <summary>Returns the difference between the rows and the events, or null.</summary>
    /// <param name="state">The state by the events; null if all events of the secret were removed after their retention.</param>
    public string? FindFault(SecretState? state) =>
        (state?.Life, IsDeleted) switch
        {
            (null or SecretLife.Destroyed, null) => OldVersions.Count == 0 ? null : "has old versions, but no row",
            (_, null) => "is missing, but no event destroyed it",
            (SecretLife.Destroyed, _) => "was destroyed, but exists without an event",
            (SecretLife.Current, true) => "is deleted, but no event deleted it",
            (SecretLife.Deleted, false) => "was deleted, but is current without an event",
            _ when state?.Version is { } version && Version != version =>
                $"has version {Version}, but its last event gave it version {version}",
            _ when state?.Revision is { } revision && Revision != revision =>
                $"is at revision {Revision}, but its events lead to revision {revision}",
            _ => FindVersionFault(state),
        };

    private string? FindVersionFault(SecretState? state)
    {
        var destroyed = state?.DestroyedVersions ?? [];
        return OldVersions.Intersect(destroyed).ToList() is [var version, ..]
                ? $"has version {version} without an event: it was destroyed"
            : LacksVersions(destroyed, areAllKnown: state?.Revision is not null)
                ? $"lacks versions before version {Version}, which no event removed"
            : null;
    }

    // The oldest versions are destroyed without an event when newer ones are added. The last value of a deleted secret is an old version.
    private bool LacksVersions(IReadOnlyList<long> destroyed, bool areAllKnown)
    {
        var last = IsDeleted is true ? Version : Version - 1;
        if (OldVersions.Count == 0)
        {
            return IsDeleted is true;
        }

        var (oldest, newest) = (OldVersions[0], OldVersions[^1]);
        return newest > last
            || (IsDeleted is true && newest != last)
            || (areAllKnown && OldVersions.Count + destroyed.Count(version => version > oldest && version <= last) != last - oldest + 1);
    }
}
