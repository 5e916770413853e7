using MediatR;
using Secrets.Domain;

namespace Secrets.Application.Secrets.RestoreSecret;

/// <summary>Puts a deleted secret back under its name, with all its versions.</summary>
public sealed record RestoreSecretCommand(Caller Caller, Guid Id) : IRequest<RestoreOutcome>;

internal sealed class RestoreSecretHandler(IDeletedSecretStore store, SecretLimits limits, TimeProvider time) : IRequestHandler<RestoreSecretCommand, RestoreOutcome>
{
    public Task<RestoreOutcome> Handle(RestoreSecretCommand request, CancellationToken cancellationToken) =>
        store.RestoreAsync(request.Caller.OwnerId, request.Id, Clock.Microseconds(time.GetUtcNow() - limits.DeletedSecretsKept));
}
