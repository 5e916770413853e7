using MediatR;

namespace Secrets.Application.KeyRing.AddRingKey;

/// <summary>Adds a random key that only opens to the ring, and answers its id. For the operator of the service only.</summary>
public sealed record AddRingKeyCommand : IRequest<string>;

internal sealed class AddRingKeyHandler(IKeyRingRotation rotation) : IRequestHandler<AddRingKeyCommand, string>
{
    public Task<string> Handle(AddRingKeyCommand request, CancellationToken cancellationToken) => rotation.AddAsync(cancellationToken);
}
