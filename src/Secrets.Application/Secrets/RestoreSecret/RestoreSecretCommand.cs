using MediatR;

namespace Secrets.Application.Secrets.RestoreSecret;

/// <summary>Restores a deleted secret under its name, with all its versions.</summary>
public sealed record RestoreSecretCommand(Caller Caller, Guid Id) : IRequest<RestoreSecretOutcome>;
