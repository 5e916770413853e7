using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.SetSecretValue;

/// <summary>Sets the value of a secret. Returns null if the secret does not exist.</summary>
public sealed record SetSecretValueCommand(Caller Caller, string Name, Submitted<SecretValue> Value, Precondition? Precondition)
    : IRequest<SetSecretValueOutcome?>,
        IStrictCommand
{
    public UnknownFields UnknownFields { get; init; } = UnknownFields.None;
}

/// <param name="ValueState">See <see cref="Secret.ValueState"/>.</param>
public sealed record SetSecretValueOutcome(Guid ValueState, IReadOnlyList<SecretWarning> Warnings);
