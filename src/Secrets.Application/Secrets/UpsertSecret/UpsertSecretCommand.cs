using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.UpsertSecret;

/// <summary>Creates a secret, or sets the value and metadata of an existing one. Absent metadata becomes null.</summary>
public sealed record UpsertSecretCommand(
    Caller Caller,
    Submitted<string> Name,
    SubmittedMetadata Metadata,
    Submitted<SecretValue> Value,
    Precondition? Precondition
) : IRequest<UpsertSecretOutcome>;

public sealed record UpsertSecretOutcome(IReadOnlyList<SecretWarning> Warnings);
