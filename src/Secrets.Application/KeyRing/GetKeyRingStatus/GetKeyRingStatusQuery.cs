using MediatR;

namespace Secrets.Application.KeyRing.GetKeyRingStatus;

/// <summary>The keys of the ring, what they wrap, and who has them. For the operator of the service only.</summary>
public sealed record GetKeyRingStatusQuery : IRequest<KeyRingStatus>;

internal sealed class GetKeyRingStatusHandler(IKeyRingRotation rotation) : IRequestHandler<GetKeyRingStatusQuery, KeyRingStatus>
{
    public Task<KeyRingStatus> Handle(GetKeyRingStatusQuery request, CancellationToken cancellationToken) =>
        rotation.GetStatusAsync(cancellationToken);
}
