using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>
/// Changes secrets as they were read: what somebody else has changed meanwhile is read again, unless the caller asked for
/// the state that is gone.
/// </summary>
internal sealed class SecretUpdater(
    ISecretRepository repository,
    ISecretCipher cipher,
    SecretLimits limits,
    AuditTrail audit,
    TimeProvider time
)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <param name="change">Responses null where the secret has changed meanwhile.</param>
    /// <returns>Null where there is no such secret.</returns>
    /// <exception cref="PreconditionFailedException">The secret is not in an accepted state.</exception>
    public async Task<T?> ApplyAsync<T>(
        Guid ownerId,
        string name,
        Precondition? precondition,
        Func<StoredSecret, Task<T?>> change,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < LongestWait)
        {
            if (await repository.FindAsync(ownerId, name, cancellationToken) is not { } secret)
            {
                return null;
            }

            precondition?.Check(secret);
            if (await change(secret) is { } changed)
            {
                return changed;
            }
        }

        throw new StorageUnavailableException("The secret kept changing while it was to be changed.");
    }

    /// <returns>The secret as it is now, except for its <see cref="StoredSecret.State"/>; null if it has changed meanwhile.</returns>
    public async Task<StoredSecret?> SetValueAsync(
        StoredSecret current,
        SecretValue value,
        string? description,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var envelope = await cipher.EncryptAsync(current.NextAddress, value, cancellationToken);
        return await repository.SetValueAsync(
            current,
            envelope,
            description,
            audit.EventOf(caller, AuditActions.SetValue, current.Id, current.Version + 1),
            limits.VersionsKept
        )
            ? current with
            {
                Version = current.Version + 1,
                Revision = current.Revision + 1,
                Description = description,
                ValueState = cipher.StateOf(envelope),
            }
            : null;
    }
}
