using MediatR;

namespace Secrets.Application.KeyRing.RewrapKeys;

/// <summary>
/// Wraps every key in the database under the active root key. The service may run at the same time. A run that was interrupted is
/// continued by the next one. For the operator of the service only.
/// </summary>
public sealed record RewrapKeysCommand(IProgress<WorkProgress> Progress) : IRequest<RewrapKeysOutcome>;
