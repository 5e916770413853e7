using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.DestroyVersion;

internal sealed class DestroyVersionHandler(SecretWriter writer, ISecretRepository repository, AuditTrail audit, TimeProvider time)
    : IRequestHandler<DestroyVersionCommand, DestroyVersionResult>
{
    public async Task<DestroyVersionResult> Handle(DestroyVersionCommand request, CancellationToken cancellationToken)
    {
        var outcome = await writer.ChangeAsync(
            request.Caller.Reach,
            request.Name,
            request.Precondition,
            secret => DestroyAsync(secret, request, cancellationToken),
            cancellationToken
        );
        return outcome?.Result ?? DestroyVersionResult.NotFound;
    }

    private async Task<Outcome?> DestroyAsync(Secret secret, DestroyVersionCommand request, CancellationToken cancellationToken)
    {
        var (caller, number) = (request.Caller, request.Version);
        if (secret.DestroyVersion(number, time.Microseconds()) is not { } changed)
        {
            return new Outcome(DestroyVersionResult.IsCurrent);
        }

        if (await repository.FindValueAsync(caller.Reach, secret.Name, number, cancellationToken) is null)
        {
            return new Outcome(DestroyVersionResult.NotFound);
        }

        var destroyed = audit.EventOf(caller, AuditActions.DestroyVersion, secret.Id, number);
        return await repository.DestroyVersionAsync(changed, number, destroyed) ? new Outcome(DestroyVersionResult.Destroyed) : null;
    }

    private sealed record Outcome(DestroyVersionResult Result);
}
