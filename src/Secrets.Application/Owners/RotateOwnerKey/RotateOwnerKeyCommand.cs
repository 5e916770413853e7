using MediatR;

namespace Secrets.Application.Owners.RotateOwnerKey;

/// <summary>Gives an owner a new key. Responses null where there is no such owner. For the operator of the service only.</summary>
public sealed record RotateOwnerKeyCommand(string Owner, IProgress<WorkProgress> Progress) : IRequest<RotateOwnerKeyOutcome?>;

/// <param name="Generation">The one that values are sealed under now.</param>
/// <param name="IsNew">Whether this call made it; otherwise it went on with an earlier rotation.</param>
/// <param name="Reencrypted">How many values were sealed anew.</param>
/// <param name="Undecryptable">The values that do not open and stay as they are: id of the secret and version.</param>
/// <param name="Destroyed">How many older keys were destroyed.</param>
/// <param name="Kept">How many older keys are left.</param>
/// <param name="KeptUntil">When the older keys can be destroyed by another call, in microseconds since 1970.</param>
public sealed record RotateOwnerKeyOutcome(
    long Generation,
    bool IsNew,
    long Reencrypted,
    IReadOnlyList<string> Undecryptable,
    int Destroyed,
    int Kept,
    long KeptUntil
);

internal sealed class RotateOwnerKeyHandler(IOwnerRepository owners, IOwnerKeyRotation rotation)
    : IRequestHandler<RotateOwnerKeyCommand, RotateOwnerKeyOutcome?>
{
    public async Task<RotateOwnerKeyOutcome?> Handle(RotateOwnerKeyCommand request, CancellationToken cancellationToken) =>
        await owners.FindAsync(request.Owner, cancellationToken) is { } owner
            ? await rotation.RotateAsync(owner.Id, request.Progress, cancellationToken)
            : null;
}
