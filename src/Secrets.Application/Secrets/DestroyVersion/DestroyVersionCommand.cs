using MediatR;

namespace Secrets.Application.Secrets.DestroyVersion;

/// <summary>Destroys an old version of a secret for good.</summary>
public sealed record DestroyVersionCommand(Caller Caller, string Name, long Version, Precondition? Precondition)
    : IRequest<DestroyVersionResult>;
