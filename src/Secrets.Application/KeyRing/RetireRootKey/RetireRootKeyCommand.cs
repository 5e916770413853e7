using MediatR;

namespace Secrets.Application.KeyRing.RetireRootKey;

/// <summary>Takes a key that nothing is wrapped under any more out of the ring. For the operator of the service only.</summary>
public sealed record RetireRootKeyCommand(string Id) : IRequest<RetireRootKeyOutcome>;

internal sealed class RetireRootKeyHandler(IKeyRingRotation rotation) : IRequestHandler<RetireRootKeyCommand, RetireRootKeyOutcome>
{
    public Task<RetireRootKeyOutcome> Handle(RetireRootKeyCommand request, CancellationToken cancellationToken) =>
        rotation.RetireAsync(request.Id, cancellationToken);
}
