using MediatR;
using Secrets.Application.Encryption;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.CreateSecret;

internal sealed class CreateSecretHandler(SecretIdSource ids, ISecretCipher cipher, ISecretStore store)
    : IRequestHandler<CreateSecretCommand, CreateSecretOutcome>
{
    public async Task<CreateSecretOutcome> Handle(CreateSecretCommand request, CancellationToken cancellationToken)
    {
        var address = new SecretAddress(request.Caller.OwnerId, ids.Next(), Version: 1, request.Name.Required);
        var envelope = await cipher.SealAsync(address, request.Value.Required, cancellationToken);
        return await store.CreateAsync(new SealedSecret(address, envelope), request.Description.Value)
            ? CreateSecretOutcome.Created
            : CreateSecretOutcome.NameTaken;
    }
}
