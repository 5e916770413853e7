using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.UpdateSecret;

/// <summary>Sets the name and metadata of the secret <paramref name="CurrentName"/>. Its value does not change.</summary>
public sealed record UpdateSecretCommand(
    Caller Caller,
    string CurrentName,
    Submitted<string> Name,
    SubmittedMetadata Metadata,
    Precondition? Precondition
) : IRequest<UpdateSecretOutcome>;

public sealed record UpdateSecretOutcome(UpdateSecretResult Result, IReadOnlyList<SecretWarning> Warnings)
{
    public static UpdateSecretOutcome NotFound { get; } = new(UpdateSecretResult.NotFound, []);
}

public enum UpdateSecretResult
{
    Updated,
    NotFound,
    NameTaken,
}
