using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.CreateSecret;

internal sealed class CreateSecretHandler(SecretWriter writer) : IRequestHandler<CreateSecretCommand, CreateSecretOutcome>
{
    public async Task<CreateSecretOutcome> Handle(CreateSecretCommand request, CancellationToken cancellationToken)
    {
        var created = await writer.CreateAsync(
            request.Caller,
            request.Name.Required,
            request.Metadata.ApplyTo(SecretMetadata.None),
            request.Value.Required,
            cancellationToken
        );
        return new CreateSecretOutcome(created is not null, created?.Warnings ?? []);
    }
}
