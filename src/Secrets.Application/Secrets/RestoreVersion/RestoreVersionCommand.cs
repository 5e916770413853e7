using MediatR;

namespace Secrets.Application.Secrets.RestoreVersion;

/// <summary>Makes the value of a version current again, as a further version. Responses null where there is no such secret or version.</summary>
public sealed record RestoreVersionCommand(Caller Caller, string Name, long Version, Precondition? Precondition)
    : IRequest<RestoredVersion?>;

/// <param name="ValueState">See <see cref="StoredSecret.ValueState"/>.</param>
public sealed record RestoredVersion(Guid ValueState);
