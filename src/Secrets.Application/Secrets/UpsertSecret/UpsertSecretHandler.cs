using MediatR;

namespace Secrets.Application.Secrets.UpsertSecret;

internal sealed class UpsertSecretHandler(SecretWriter writer) : IRequestHandler<UpsertSecretCommand, UpsertSecretOutcome>
{
    public async Task<UpsertSecretOutcome> Handle(UpsertSecretCommand request, CancellationToken cancellationToken)
    {
        var (_, warnings) = await writer.UpsertAsync(
            request.Caller,
            request.Name.Required,
            request.Value.Required,
            request.Metadata.ApplyTo,
            request.Precondition,
            cancellationToken
        );
        return new UpsertSecretOutcome(warnings);
    }
}
