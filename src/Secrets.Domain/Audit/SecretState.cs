namespace Secrets.Domain.Audit;

/// <summary>The state of a secret according to its events.</summary>
/// <param name="Version">Null if it is not known, because its events were removed after their retention.</param>
/// <param name="Revision">The number of its changes; null if its first events are not known.</param>
/// <param name="Position">The position of its last event.</param>
public sealed record SecretState(SecretLife Life, long? Version, long? Revision, long Position)
{
    /// <summary>The actions that change the state.</summary>
    public static IReadOnlyList<string> Actions { get; } =
    [
        AuditActions.CreateSecret,
        AuditActions.UpdateSecret,
        AuditActions.SetValue,
        AuditActions.DestroyVersion,
        AuditActions.DeleteSecret,
        AuditActions.RestoreSecret,
        AuditActions.PurgeSecret,
    ];

    private static SecretState Unknown { get; } = new(SecretLife.Current, Version: null, Revision: null, Position: 0);

    /// <summary>The old versions that were destroyed.</summary>
    public IReadOnlyList<long> DestroyedVersions { get; init; } = [];

    /// <summary>Returns the state after the next event.</summary>
    /// <param name="before">Null if no earlier event is known.</param>
    public static SecretState? After(SecretState? before, AuditEvent next)
    {
        var version = next.Version ?? 0;
        var (known, revision) = ((before ?? Unknown) with { Position = next.Position }, before?.Revision + 1);
        return next.Action switch
        {
            AuditActions.CreateSecret => new(SecretLife.Current, version, 1, next.Position),
            AuditActions.SetValue or AuditActions.RestoreSecret => known with
            {
                Life = SecretLife.Current,
                Version = version,
                Revision = revision,
            },
            AuditActions.UpdateSecret => before is null ? null : known with { Revision = revision },
            AuditActions.DestroyVersion => known with
            {
                Revision = revision,
                DestroyedVersions = [.. known.DestroyedVersions, version],
            },
            AuditActions.DeleteSecret => known with { Life = SecretLife.Deleted, Version = version },
            AuditActions.PurgeSecret => new(SecretLife.Destroyed, version, Revision: null, next.Position),
            _ => before,
        };
    }
}
