using MediatR;

namespace Secrets.Application.Secrets.SetSecretValue;

internal sealed class SetSecretValueHandler(SecretWriter writer) : IRequestHandler<SetSecretValueCommand, SetSecretValueOutcome?>
{
    public async Task<SetSecretValueOutcome?> Handle(SetSecretValueCommand request, CancellationToken cancellationToken)
    {
        var value = request.Value.Required;
        var changed = await writer.ChangeAsync(
            request.Caller.Reach,
            request.Name,
            request.Precondition,
            secret => writer.SetValueAsync(secret, value, secret.Metadata, request.Caller, cancellationToken),
            cancellationToken
        );
        return changed is null ? null : new SetSecretValueOutcome(changed.ValueState, changed.ValueWarnings);
    }
}
