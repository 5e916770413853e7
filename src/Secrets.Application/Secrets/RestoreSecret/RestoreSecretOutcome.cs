namespace Secrets.Application.Secrets.RestoreSecret;

/// <param name="Name">The name of the secret; null if it does not exist or can no longer be restored.</param>
/// <param name="IsRestored">False if the name is taken.</param>
public sealed record RestoreSecretOutcome(string? Name, bool IsRestored)
{
    public static RestoreSecretOutcome NotFound { get; } = new(Name: null, IsRestored: false);
}
