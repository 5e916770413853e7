using Secrets.Application.Secrets;
using Secrets.Application.Secrets.ListMetadata;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.Secrets;

/// <summary>Secrets in memory, and the events that were stored with them.</summary>
internal sealed class InMemorySecrets : ISecretRepository
{
    private readonly Dictionary<(Guid Id, long Version), byte[]> _envelopes = [];

    public List<Secret> Secrets { get; } = [];

    public List<AuditEvent> Events { get; } = [];

    /// <summary>A change that another request makes to the next secret that is read.</summary>
    public Func<Secret, Secret>? ChangeAfterRead { get; set; }

    /// <summary>The names that were looked up.</summary>
    public List<string> LookedUp { get; } = [];

    public Task<Secret?> FindAsync(SecretReach reach, string name, CancellationToken cancellationToken)
    {
        LookedUp.Add(name);
        var found = Find(reach, name);
        if (found is not null && ChangeAfterRead is { } change)
        {
            ChangeAfterRead = null;
            Secrets[Secrets.IndexOf(found)] = change(found);
        }

        return Task.FromResult(found);
    }

    public Task<RevealableSecret?> FindValueAsync(SecretReach reach, string name, long? version, CancellationToken cancellationToken) =>
        Task.FromResult(
            Find(reach, name) is { } secret && _envelopes.TryGetValue((secret.Id, version ?? secret.Version), out var envelope)
                ? new RevealableSecret(secret.Address with { Version = version ?? secret.Version }, envelope)
                : null
        );

    public Task<IReadOnlyList<EncryptedSecret>> FindValuesAsync(Secret secret, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EncryptedSecret>>(
            Secrets.Contains(secret)
                ?
                [
                    .. _envelopes
                        .Where(entry => entry.Key.Id == secret.Id)
                        .OrderByDescending(entry => entry.Key.Version)
                        .Select(entry => new EncryptedSecret(secret.Address with { Version = entry.Key.Version }, entry.Value)),
                ]
                : []
        );

    public Task<NameClaim> AddAsync(SecretReach reach, Secret secret, byte[] envelope, AuditEvent created)
    {
        if (Find(new SecretReach(secret.OwnerId), secret.Name) is not null)
        {
            return Task.FromResult(NameClaim.Taken);
        }

        Secrets.Add(secret);
        _envelopes[(secret.Id, secret.Version)] = envelope;
        Events.Add(created);
        return Task.FromResult(NameClaim.Claimed);
    }

    public Task<bool> UpdateAsync(Secret changed, AuditEvent updated) => Task.FromResult(TryReplace(changed, updated));

    public Task<NameClaim> RenameAsync(
        SecretReach reach,
        Secret renamed,
        IReadOnlyList<EncryptedSecret> values,
        AuditEvent updated
    )
    {
        if (Find(new SecretReach(renamed.OwnerId), renamed.Name) is not null)
        {
            return Task.FromResult(NameClaim.Taken);
        }

        foreach (var value in values)
        {
            _envelopes[(value.Address.SecretId, value.Address.Version)] = value.Envelope;
        }

        return Task.FromResult(TryReplace(renamed, updated) ? NameClaim.Claimed : NameClaim.Changed);
    }

    public Task<bool> SetValueAsync(Secret changed, byte[] envelope, int versionsKept, AuditEvent valued)
    {
        var isReplaced = TryReplace(changed, valued);
        if (isReplaced)
        {
            _envelopes[(changed.Id, changed.Version)] = envelope;
            _envelopes.Remove((changed.Id, changed.Version - versionsKept));
        }

        return Task.FromResult(isReplaced);
    }

    public Task<bool> DestroyVersionAsync(Secret changed, long version, AuditEvent destroyed) =>
        Task.FromResult(
            _envelopes.ContainsKey((changed.Id, version)) && TryReplace(changed, destroyed) && _envelopes.Remove((changed.Id, version))
        );

    public Task<bool> DeleteAsync(Secret current, AuditEvent deleted)
    {
        Events.Add(deleted);
        return Task.FromResult(Secrets.Remove(current));
    }

    public Task<IReadOnlyList<SecretWithEnvelope>> FindAsync(
        SecretReach reach,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<IReadOnlyList<string?>> FindLookalikesAsync(
        SecretReach reach,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<IReadOnlyList<SecretSummary>> ListAsync(SecretReach reach, Guid after, long limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<SecretWithReveals>> ListAsync(
        SecretReach reach,
        MetadataOrder order,
        MetadataPosition? after,
        int limit,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<IReadOnlyList<SecretWithEnvelope>> ListValuesAsync(
        SecretReach reach,
        Guid after,
        long limit,
        long maxBytes,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretReach reach, string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> ImportAsync(
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Created)> added,
        IReadOnlyList<(SecretWithEnvelope Secret, AuditEvent Valued)> changed,
        AuditEvent imported,
        int versionsKept,
        IProgress<WorkProgress>? progress
    ) => throw new NotSupportedException();

    private Secret? Find(SecretReach reach, string name) =>
        Secrets.Find(secret => secret.OwnerId == reach.OwnerId && secret.Name == reach.NameToFind(name));

    private bool TryReplace(Secret changed, AuditEvent changedEvent)
    {
        var index = Secrets.FindIndex(secret => secret.Id == changed.Id && secret.Revision == changed.Revision - 1);
        if (index < 0)
        {
            return false;
        }

        Secrets[index] = changed;
        Events.Add(changedEvent);
        return true;
    }
}
