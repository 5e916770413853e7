using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Validation;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.PatchMetadata;

internal sealed class PatchMetadataHandler(SecretWriter writer, ISecretRepository repository, AuditTrail audit, TimeProvider time)
    : IRequestHandler<PatchMetadataCommand, Secret?>
{
    public Task<Secret?> Handle(PatchMetadataCommand request, CancellationToken cancellationToken)
    {
        if (request.Patch.Canary.Kind != SubmittedKind.Absent && !request.Caller.Has([Scopes.ManageKeys]))
        {
            throw new ForbiddenException();
        }

        return writer.ChangeAsync(
            request.Caller.Reach,
            request.Name,
            request.Precondition,
            secret => PatchAsync(request, secret),
            cancellationToken
        );
    }

    private async Task<Secret?> PatchAsync(PatchMetadataCommand request, Secret secret)
    {
        var patched = secret.Update(secret.Name, request.Patch.ApplyTo(secret.Metadata), time.Microseconds());
        var updated = audit.EventOf(request.Caller, AuditActions.UpdateSecret, secret.Id, secret.Version);
        return await repository.UpdateAsync(patched, updated) ? patched : null;
    }
}
