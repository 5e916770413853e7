using MediatR;

namespace Secrets.Application.KeyRing.AddRootKey;

/// <summary>Adds a random key that only opens to the ring, and answers its id. For the operator of the service only.</summary>
public sealed record AddRootKeyCommand : IRequest<string>;

internal sealed class AddRootKeyHandler(IKeyRingRotation rotation) : IRequestHandler<AddRootKeyCommand, string>
{
    public Task<string> Handle(AddRootKeyCommand request, CancellationToken cancellationToken) => rotation.AddAsync(cancellationToken);
}
