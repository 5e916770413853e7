using MediatR;

namespace Secrets.Application.Secrets.RestoreVersion;

internal sealed class RestoreVersionHandler(SecretUpdater changes, SecretReader reader, ISecretRepository repository)
    : IRequestHandler<RestoreVersionCommand, RestoredVersion?>
{
    public async Task<RestoredVersion?> Handle(RestoreVersionCommand request, CancellationToken cancellationToken)
    {
        var outcome = await changes.ApplyAsync(request.Caller.OwnerId, request.Name, request.Precondition, RestoreAsync, cancellationToken);
        return outcome?.Restored;

        async Task<Outcome?> RestoreAsync(StoredSecret secret)
        {
            var found = await repository.FindValueAsync(secret.OwnerId, secret.Name, request.Version, cancellationToken);
            if (found is null)
            {
                return new Outcome(Restored: null);
            }

            using var value = await reader.DecryptAsync(found, cancellationToken);
            var changed = await changes.SetValueAsync(secret, value, secret.Description, request.Caller, cancellationToken);
            return changed is null ? null : new Outcome(new RestoredVersion(changed.ValueState));
        }
    }

    private sealed record Outcome(RestoredVersion? Restored);
}
