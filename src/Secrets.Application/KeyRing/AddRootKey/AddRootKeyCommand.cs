using MediatR;

namespace Secrets.Application.KeyRing.AddRootKey;

/// <summary>Adds a random, decrypt-only root key to the key ring, and returns its id. For the operator of the service only.</summary>
public sealed record AddRootKeyCommand : IRequest<string>;
