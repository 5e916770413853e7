using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Application.Owners.RotateOwnerKey;

internal sealed class RotateOwnerKeyHandler(
    IOwnerRepository owners,
    IOwnerKeyRepository keys,
    IOwnerKeys ownerKeys,
    OwnerReencryption reencryption,
    AuditTrail audit,
    TimeProvider time
) : IRequestHandler<RotateOwnerKeyCommand, RotateOwnerKeyOutcome?>
{
    /// <summary>More than it takes to decrypt an envelope that was read before it was replaced.</summary>
    private static readonly TimeSpan MaxDecryptionTime = TimeSpan.FromSeconds(2);

    public async Task<RotateOwnerKeyOutcome?> Handle(RotateOwnerKeyCommand request, CancellationToken cancellationToken)
    {
        if (await owners.FindAsync(request.Owner, cancellationToken) is not { } owner)
        {
            return null;
        }

        var isNew = await TryStartAsync(owner.Id, cancellationToken);
        ownerKeys.Invalidate(owner.Id);
        var newest = (await keys.ListAsync(owner.Id, cancellationToken))[0];
        var rotation = new OwnerKeyRotation(newest.Version, newest.CreatedAt, TimeSpan.FromMicroseconds(newest.Age), isNew);

        var (reencrypted, failed) = await reencryption.RunAsync(owner.Id, newest.KeyId, request.Progress, cancellationToken);
        var destroyed = 0;
        if (rotation.MayDestroyOlder(failed.Count))
        {
            await (reencrypted > 0 ? Task.Delay(MaxDecryptionTime, time, cancellationToken) : Task.CompletedTask);
            destroyed = await keys.DestroyOlderAsync(owner.Id, rotation.Version);
            ownerKeys.Invalidate(owner.Id);
        }

        var kept = (await keys.ListAsync(owner.Id, cancellationToken)).Count(key => key.Version < rotation.Version);
        return new RotateOwnerKeyOutcome(rotation, reencrypted, failed, destroyed, kept);
    }

    private async Task<bool> TryStartAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        var versions = await keys.ListAsync(ownerId, cancellationToken);
        return OwnerKeyRotation.Next([.. versions.Select(key => key.Version)]) is { } next
            && await keys.TryAddAsync(
                await ownerKeys.CreateAsync(ownerId, next, cancellationToken),
                audit.EventOf(Caller.Operator with { OwnerId = ownerId }, AuditActions.RotateOwnerKey, version: next)
            );
    }
}
