using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.UpsertSecret;

internal sealed class UpsertSecretHandler(SecretWriter writer) : IRequestHandler<UpsertSecretCommand, UpsertSecretOutcome>
{
    private const int MaxAttempts = 20;

    public async Task<UpsertSecretOutcome> Handle(UpsertSecretCommand request, CancellationToken cancellationToken)
    {
        var (caller, name, metadata) = (request.Caller, request.Name.Required, request.Metadata);
        var value = request.Value.Required;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var changed = await writer.ChangeAsync(
                caller.OwnerId,
                name,
                request.Precondition,
                secret => writer.SetValueAsync(secret, value, metadata.ApplyTo(secret.Metadata), caller, cancellationToken),
                cancellationToken
            );
            if (changed is not null)
            {
                return new UpsertSecretOutcome(changed.ValueWarnings);
            }

            request.Precondition?.Check(secret: null);
            if (await writer.CreateAsync(caller, name, metadata.ApplyTo(SecretMetadata.None), value, cancellationToken) is { } warnings)
            {
                return new UpsertSecretOutcome(warnings);
            }
        }

        throw new StorageUnavailableException("The secret could not be stored because other requests kept creating and deleting it.");
    }
}
