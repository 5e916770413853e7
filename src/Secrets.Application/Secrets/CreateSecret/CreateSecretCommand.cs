using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.CreateSecret;

public sealed record CreateSecretCommand(
    Caller Caller,
    Submitted<string> Name,
    Submitted<string> Description,
    Submitted<SecretValue> Value) : IRequest<CreateSecretOutcome>;

public enum CreateSecretOutcome
{
    Created,
    NameTaken,
}
