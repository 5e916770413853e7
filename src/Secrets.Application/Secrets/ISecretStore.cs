using Secrets.Application.Encryption;

namespace Secrets.Application.Secrets;

/// <summary>
/// Where secrets are kept. Every call names the owner; another owner's secret is the same as none.
/// Calls that change something take no cancellation token: a commit that has begun is waited for.
/// </summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface ISecretStore
{
    /// <returns>False where the owner has a secret of that name.</returns>
    Task<bool> CreateAsync(SealedSecret secret, string? description);

    /// <summary>All secrets of the owner, in creation order.</summary>
    Task<IReadOnlyList<SecretSummary>> ListAsync(Guid ownerId, CancellationToken cancellationToken);

    Task<SealedSecret?> FindAsync(Guid ownerId, string name, CancellationToken cancellationToken);

    /// <returns>False where there is no such secret.</returns>
    Task<bool> DescribeAsync(Guid ownerId, string name, string? description);

    /// <summary>Renames <paramref name="current"/>, provided that it is stored as given, to the name that <paramref name="renamed"/> is sealed for.</summary>
    Task<RenameOutcome> RenameAsync(SealedSecret current, SealedSecret renamed, string? description);

    /// <returns>False where there is no such secret.</returns>
    Task<bool> DeleteAsync(Guid ownerId, string name);
}

/// <summary>A secret's address and the envelope that opens there.</summary>
public sealed record SealedSecret(SecretAddress Address, byte[] Envelope);

public sealed record SecretSummary(string Name, string? Description);

public enum RenameOutcome
{
    Renamed,
    NameTaken,

    /// <summary>The secret is no longer stored as given: it was deleted, renamed or given a new value meanwhile.</summary>
    Changed,
}
