namespace Secrets.Application.Secrets;

/// <summary>Persists how often secrets were revealed, and when last.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface ISecretRevealRepository
{
    /// <summary>Adds further reveals, all or none. Those of secrets that no longer exist are dropped.</summary>
    Task AddAsync(IReadOnlyList<SecretReveals> reveals);
}
