namespace Secrets.Domain.Audit;

/// <summary>The state of a secret according to its events.</summary>
/// <param name="Revision">The number of its changes; null if its first events are not known.</param>
/// <param name="Position">The position of its last event.</param>
public sealed record SecretState(SecretLife Life, long Version, long? Revision, long Position)
{
    /// <summary>The actions that change the state.</summary>
    public static IReadOnlyList<string> Actions { get; } =
    [
        AuditActions.CreateSecret,
        AuditActions.UpdateSecret,
        AuditActions.SetValue,
        AuditActions.DeleteSecret,
        AuditActions.RestoreSecret,
        AuditActions.PurgeSecret,
    ];

    /// <summary>Returns the state after the next event.</summary>
    /// <param name="before">Null if no earlier event is known.</param>
    public static SecretState? After(SecretState? before, AuditEvent next)
    {
        var version = next.Version ?? 0;
        return next.Action switch
        {
            AuditActions.CreateSecret => new(SecretLife.Current, version, 1, next.Position),
            AuditActions.SetValue or AuditActions.RestoreSecret => new(SecretLife.Current, version, before?.Revision + 1, next.Position),
            AuditActions.UpdateSecret => before is null ? null : before with { Revision = before.Revision + 1, Position = next.Position },
            AuditActions.DeleteSecret => new(SecretLife.Deleted, version, before?.Revision, next.Position),
            AuditActions.PurgeSecret => new(SecretLife.Destroyed, version, Revision: null, next.Position),
            _ => before,
        };
    }
}
