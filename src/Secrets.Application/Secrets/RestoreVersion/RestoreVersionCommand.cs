using MediatR;

namespace Secrets.Application.Secrets.RestoreVersion;

/// <summary>Stores the value of an old version again as a new version. Returns null if the secret or version does not exist.</summary>
public sealed record RestoreVersionCommand(Caller Caller, string Name, long Version, Precondition? Precondition)
    : IRequest<RestoredVersion?>;
