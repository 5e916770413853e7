using MediatR;

namespace Secrets.Application.KeyRing.PromoteRingKey;

/// <summary>Makes a key of the ring the one that wraps. For the operator of the service only.</summary>
public sealed record PromoteRingKeyCommand(string Id) : IRequest<PromoteRingKeyOutcome>;

internal sealed class PromoteRingKeyHandler(IKeyRingRotation rotation) : IRequestHandler<PromoteRingKeyCommand, PromoteRingKeyOutcome>
{
    public Task<PromoteRingKeyOutcome> Handle(PromoteRingKeyCommand request, CancellationToken cancellationToken) => rotation.PromoteAsync(request.Id, cancellationToken);
}
