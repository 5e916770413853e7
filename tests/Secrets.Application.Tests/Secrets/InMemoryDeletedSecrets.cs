using Secrets.Application.Secrets;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.Secrets;

/// <summary>One deleted secret in memory, and the events that were stored.</summary>
internal sealed class InMemoryDeletedSecrets(Guid ownerId) : IDeletedSecretRepository
{
    public DeletedSecret? Secret { get; private set; } =
        new()
        {
            OwnerId = ownerId,
            Id = Guid.NewGuid(),
            Name = "TOKEN",
            Version = 3,
            Revision = 4,
            CreatedAt = 1,
            DeletedAt = 2,
        };

    public List<AuditEvent> Events { get; } = [];

    public Task<DeletedSecret?> FindAsync(SecretReach reach, Guid id, TimeSpan retention, CancellationToken cancellationToken) =>
        Task.FromResult(Secret?.OwnerId == reach.OwnerId && Secret.Id == id && reach.Includes(Secret.Name) ? Secret : null);

    public Task<bool> DestroyAsync(DeletedSecret secret, AuditEvent destroyed)
    {
        var isDestroyed = Secret == secret;
        if (isDestroyed)
        {
            Secret = null;
            Events.Add(destroyed);
        }

        return Task.FromResult(isDestroyed);
    }

    public Task<IReadOnlyList<DeletedSecret>> ListAsync(
        SecretReach reach,
        TimeSpan retention,
        DeletedSecret? before,
        int limit,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<bool> RestoreAsync(DeletedSecret secret, long now, AuditEvent restored) => throw new NotSupportedException();

    public Task<int> PurgeAsync(long deletedUntil, Func<DeletedSecret, AuditEvent> purged, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
