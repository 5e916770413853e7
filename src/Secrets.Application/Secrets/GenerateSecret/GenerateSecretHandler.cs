using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.GenerateSecret;

internal sealed class GenerateSecretHandler(SecretWriter writer) : IRequestHandler<GenerateSecretCommand, GeneratedSecret>
{
    public async Task<GeneratedSecret> Handle(GenerateSecretCommand request, CancellationToken cancellationToken)
    {
        var (alphabet, length) = (request.AlphabetOrDefault, request.LengthOrDefault);
        using var value = GeneratedValue.Create(alphabet, length);
        var (secret, warnings) = await writer.UpsertAsync(
            request.Caller,
            request.Name,
            value,
            current => request.Metadata.Description.Value is { } description ? current with { Description = description } : current,
            request.Precondition,
            cancellationToken
        );
        return new GeneratedSecret(secret.Name, secret.Version, length, alphabet, secret.ValueState, warnings);
    }
}
