using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets.RestoreSecret;

/// <summary>Puts a deleted secret back under its name, with all its versions.</summary>
public sealed record RestoreSecretCommand(Caller Caller, Guid Id) : IRequest<RestoreOutcome>;

/// <param name="Name">Of the secret; null where there is none to restore.</param>
/// <param name="IsRestored">False where the name is taken.</param>
public sealed record RestoreOutcome(string? Name, bool IsRestored)
{
    public static RestoreOutcome NotFound { get; } = new(Name: null, IsRestored: false);
}

internal sealed class RestoreSecretHandler(IDeletedSecretRepository repository, SecretLimits limits, AuditTrail audit)
    : IRequestHandler<RestoreSecretCommand, RestoreOutcome>
{
    public async Task<RestoreOutcome> Handle(RestoreSecretCommand request, CancellationToken cancellationToken) =>
        await repository.FindAsync(request.Caller.OwnerId, request.Id, limits.DeletedSecretsKept, cancellationToken) is { } secret
            ? new RestoreOutcome(
                secret.Name,
                await repository.RestoreAsync(secret, audit.EventOf(request.Caller, AuditActions.RestoreSecret, secret.Id, secret.Version))
            )
            : RestoreOutcome.NotFound;
}
