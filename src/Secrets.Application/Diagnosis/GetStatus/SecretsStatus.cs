namespace Secrets.Application.Diagnosis.GetStatus;

/// <param name="Count">The number of secrets, including deleted ones that are still kept.</param>
/// <param name="Owners">The number of owners that have or had secrets.</param>
/// <param name="ChangesOfLastDay">The number of changes among the newest <see cref="MaxEvents"/> audit events.</param>
/// <param name="HasAllChanges">False if these events are all of the last day, so that there may be more changes.</param>
/// <param name="ChangesByOwner">The owners with the most of these changes.</param>
public sealed record SecretsStatus(
    long Count,
    long Owners,
    long ChangesOfLastDay,
    bool HasAllChanges,
    IReadOnlyList<OwnerChanges> ChangesByOwner
)
{
    public const int MaxEvents = 50_000;
    public const int MaxOwners = 10;

    public static readonly TimeSpan Day = TimeSpan.FromDays(1);
}
