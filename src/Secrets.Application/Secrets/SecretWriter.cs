using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>Stores secrets with their values, and repeats a change if another request changes the secret at the same time.</summary>
internal sealed class SecretWriter(
    OrderedIds ids,
    ISecretRepository repository,
    ISecretCipher cipher,
    OwnerQuotas quotas,
    SecretLimits limits,
    AuditTrail audit,
    ServiceMetrics metrics,
    TimeProvider time
)
{
    private const int MaxUpsertAttempts = 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <returns>The new secret; null if the name is taken.</returns>
    /// <exception cref="ForbiddenException">The caller does not reach the name.</exception>
    /// <exception cref="Validation.InvalidRequestException">The owner has too many secrets.</exception>
    public async Task<WrittenSecret?> CreateAsync(
        Caller caller,
        string name,
        SecretMetadata metadata,
        SecretValue value,
        CancellationToken cancellationToken
    )
    {
        caller.RequireReach(name);
        var warnings = SecretWarnings.OfValue(value);
        var secret = Secret.Create(caller.OwnerId, ids.Next(), name, metadata, caller.KeyId, time.Microseconds(), warnings);
        var envelope = await cipher.EncryptAsync(secret.Address, value, cancellationToken);
        using var room = await quotas.ReserveSecretsAsync(caller.OwnerId, 1);
        var created = audit.EventOf(caller, AuditActions.CreateSecret, secret.Id, secret.Version);
        var claim = await repository.AddAsync(caller.Reach, secret, envelope, created);
        if (claim == NameClaim.Taken)
        {
            return null;
        }

        room.Keep();
        metrics.SecretsCreated(1);
        return new WrittenSecret(
            secret with
            {
                ValueState = cipher.StateOf(envelope),
            },
            [.. warnings, .. claim.WarningsOf(name)]
        );
    }

    /// <summary>Creates a secret, or sets the value and metadata of an existing one.</summary>
    /// <param name="metadataOf">Returns the new metadata for the current one.</param>
    /// <exception cref="ForbiddenException">The caller does not reach the name. This is decided before any look-up.</exception>
    /// <exception cref="PreconditionFailedException">The secret is not in an accepted state.</exception>
    public async Task<WrittenSecret> UpsertAsync(
        Caller caller,
        string name,
        SecretValue value,
        Func<SecretMetadata, SecretMetadata> metadataOf,
        Precondition? precondition,
        CancellationToken cancellationToken
    )
    {
        caller.RequireReach(name);
        for (var attempt = 0; attempt < MaxUpsertAttempts; attempt++)
        {
            var changed = await ChangeAsync(
                caller.Reach,
                name,
                precondition,
                secret => SetValueAsync(secret, value, metadataOf(secret.Metadata), caller, cancellationToken),
                cancellationToken
            );
            if (changed is not null)
            {
                return new WrittenSecret(changed, changed.ValueWarnings);
            }

            precondition?.Check(secret: null);
            if (await CreateAsync(caller, name, metadataOf(SecretMetadata.None), value, cancellationToken) is { } created)
            {
                return created;
            }
        }

        throw new StorageUnavailableException("The secret could not be stored because other requests kept creating and deleting it.");
    }

    /// <param name="change">Returns null if another request changed the secret first.</param>
    /// <returns>Null if the secret does not exist.</returns>
    /// <exception cref="PreconditionFailedException">The secret is not in an accepted state.</exception>
    public async Task<T?> ChangeAsync<T>(
        SecretReach reach,
        string name,
        Precondition? precondition,
        Func<Secret, Task<T?>> change,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < Timeout)
        {
            if (await repository.FindAsync(reach, name, cancellationToken) is not { } secret)
            {
                return null;
            }

            precondition?.Check(secret);
            if (await change(secret) is { } changed)
            {
                return changed;
            }
        }

        throw new StorageUnavailableException("The secret could not be changed because other requests kept changing it.");
    }

    /// <returns>The secret with its new value; null if another request changed it first.</returns>
    public async Task<Secret?> SetValueAsync(
        Secret current,
        SecretValue value,
        SecretMetadata metadata,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var changed = current.SetValue(metadata, caller.KeyId, time.Microseconds(), SecretWarnings.OfValue(value));
        var envelope = await cipher.EncryptAsync(changed.Address, value, cancellationToken);
        var valued = audit.EventOf(caller, AuditActions.SetValue, changed.Id, changed.Version);
        return await repository.SetValueAsync(changed, envelope, limits.VersionsKept, valued)
            ? changed with
            {
                ValueState = cipher.StateOf(envelope),
            }
            : null;
    }
}
