using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.RestoreVersion;

internal sealed class RestoreVersionHandler(SecretWriter writer, SecretReader reader, ISecretRepository repository)
    : IRequestHandler<RestoreVersionCommand, RestoredVersion?>
{
    public async Task<RestoredVersion?> Handle(RestoreVersionCommand request, CancellationToken cancellationToken)
    {
        var outcome = await writer.ChangeAsync(
            request.Caller.Reach,
            request.Name,
            request.Precondition,
            secret => RestoreAsync(secret, request, cancellationToken),
            cancellationToken
        );
        return outcome?.Restored;
    }

    private async Task<Outcome?> RestoreAsync(Secret secret, RestoreVersionCommand request, CancellationToken cancellationToken)
    {
        var found = await repository.FindValueAsync(request.Caller.Reach, secret.Name, request.Version, cancellationToken);
        if (found is null)
        {
            return new Outcome(Restored: null);
        }

        using var value = await reader.DecryptAsync(found, cancellationToken);
        var changed = await writer.SetValueAsync(secret, value, secret.Metadata, request.Caller, cancellationToken);
        return changed is null ? null : new Outcome(new RestoredVersion(changed.ValueState));
    }

    private sealed record Outcome(RestoredVersion? Restored);
}
