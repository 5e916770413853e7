using MediatR;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.KeyRing.PromoteRootKey;

/// <summary>Makes a key of the key ring the active one, if that is allowed. For the operator of the service only.</summary>
public sealed record PromoteRootKeyCommand(string Id) : IRequest<RootKeyPromotion>;
