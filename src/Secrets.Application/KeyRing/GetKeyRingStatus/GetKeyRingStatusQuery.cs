using MediatR;

namespace Secrets.Application.KeyRing.GetKeyRingStatus;

/// <summary>Returns the root keys, the number of keys that each wraps, and the running replicas. For the operator only.</summary>
public sealed record GetKeyRingStatusQuery : IRequest<KeyRingStatus>;
