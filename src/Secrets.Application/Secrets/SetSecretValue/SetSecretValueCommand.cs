using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.SetSecretValue;

/// <summary>Gives a secret a further value. Answers null where there is no such secret.</summary>
public sealed record SetSecretValueCommand(Caller Caller, string Name, Submitted<SecretValue> Value, Precondition? Precondition) : IRequest<SetSecretValueOutcome?>;

/// <param name="Version">The version that the value is.</param>
public sealed record SetSecretValueOutcome(long Version, IReadOnlyList<SecretWarning> Warnings);
