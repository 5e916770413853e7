using MediatR;

namespace Secrets.Application.Secrets.CreateSecret;

internal sealed class CreateSecretHandler(SecretWriter writer) : IRequestHandler<CreateSecretCommand, CreateSecretOutcome>
{
    public async Task<CreateSecretOutcome> Handle(CreateSecretCommand request, CancellationToken cancellationToken)
    {
        var warnings = await writer.CreateAsync(
            request.Caller,
            request.Name.Required,
            request.Metadata.ToMetadata(),
            request.Value.Required,
            cancellationToken
        );
        return new CreateSecretOutcome(warnings is not null, warnings ?? []);
    }
}
