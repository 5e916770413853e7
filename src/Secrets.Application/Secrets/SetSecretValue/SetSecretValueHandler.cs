using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.SetSecretValue;

internal sealed class SetSecretValueHandler(SecretUpdater changes) : IRequestHandler<SetSecretValueCommand, SetSecretValueOutcome?>
{
    public async Task<SetSecretValueOutcome?> Handle(SetSecretValueCommand request, CancellationToken cancellationToken)
    {
        var value = request.Value.Required;
        var changed = await changes.ApplyAsync(
            request.Caller.OwnerId,
            request.Name,
            request.Precondition,
            secret => changes.SetValueAsync(secret, value, secret.Description, request.Caller, cancellationToken),
            cancellationToken
        );
        return changed is null ? null : new SetSecretValueOutcome(changed.ValueState, SecretWarnings.OfValue(value));
    }
}
