using MediatR;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.KeyRing.RetireRootKey;

/// <summary>Removes a root key from the key ring, if that is allowed. For the operator of the service only.</summary>
public sealed record RetireRootKeyCommand(string Id) : IRequest<RootKeyRetirement>;
