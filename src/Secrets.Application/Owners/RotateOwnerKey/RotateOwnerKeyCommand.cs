using MediatR;

namespace Secrets.Application.Owners.RotateOwnerKey;

/// <summary>
/// Creates a new key version for an owner and encrypts all its values under it, or continues a rotation that is not finished. The service
/// may run at the same time. Returns null if there is no such owner. For the operator of the service only.
/// </summary>
public sealed record RotateOwnerKeyCommand(string Owner, IProgress<WorkProgress> Progress) : IRequest<RotateOwnerKeyOutcome?>;
