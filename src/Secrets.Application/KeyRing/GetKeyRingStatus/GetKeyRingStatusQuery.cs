using MediatR;

namespace Secrets.Application.KeyRing.GetKeyRingStatus;

/// <summary>Returns the root keys with the number of keys that each wraps, and the running replicas. For the operator of the service only.</summary>
public sealed record GetKeyRingStatusQuery : IRequest<KeyRingStatus>;
