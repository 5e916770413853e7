using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.CreateSecret;

public sealed record CreateSecretCommand(Caller Caller, Submitted<string> Name, SubmittedMetadata Metadata, Submitted<SecretValue> Value)
    : IRequest<CreateSecretOutcome>;

/// <param name="IsCreated">False if the name is taken.</param>
public sealed record CreateSecretOutcome(bool IsCreated, IReadOnlyList<SecretWarning> Warnings);
