using MediatR;

namespace Secrets.Application.KeyRing.RetireRingKey;

/// <summary>Takes a key that nothing is wrapped under any more out of the ring. For the operator of the service only.</summary>
public sealed record RetireRingKeyCommand(string Id) : IRequest<RetireRingKeyOutcome>;

internal sealed class RetireRingKeyHandler(IKeyRingRotation rotation) : IRequestHandler<RetireRingKeyCommand, RetireRingKeyOutcome>
{
    public Task<RetireRingKeyOutcome> Handle(RetireRingKeyCommand request, CancellationToken cancellationToken) => rotation.RetireAsync(request.Id, cancellationToken);
}
