using MediatR;

namespace Secrets.Application.KeyRing.PromoteRootKey;

/// <summary>Makes a key of the ring the one that wraps. For the operator of the service only.</summary>
public sealed record PromoteRootKeyCommand(string Id) : IRequest<PromoteRootKeyOutcome>;

internal sealed class PromoteRootKeyHandler(IKeyRingRotation rotation) : IRequestHandler<PromoteRootKeyCommand, PromoteRootKeyOutcome>
{
    public Task<PromoteRootKeyOutcome> Handle(PromoteRootKeyCommand request, CancellationToken cancellationToken) =>
        rotation.PromoteAsync(request.Id, cancellationToken);
}
