using MediatR;

namespace Secrets.Application.Secrets.RestoreVersion;

/// <summary>Makes the value of an old version current again, as a further version. Null if there is no such secret or version.</summary>
public sealed record RestoreVersionCommand(Caller Caller, string Name, long Version, Precondition? Precondition)
    : IRequest<RestoredVersion?>;
