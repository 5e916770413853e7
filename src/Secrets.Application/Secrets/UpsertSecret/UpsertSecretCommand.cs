using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.UpsertSecret;

/// <summary>Creates a secret, or gives the one of that name a further value and the description; an absent description blanks it.</summary>
public sealed record UpsertSecretCommand(
    Caller Caller,
    Submitted<string> Name,
    Submitted<string> Description,
    Submitted<SecretValue> Value,
    Precondition? Precondition
) : IRequest<UpsertSecretOutcome>;

public sealed record UpsertSecretOutcome(IReadOnlyList<SecretWarning> Warnings);
