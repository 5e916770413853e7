using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.Secrets.CreateSecret;

internal sealed class CreateSecretValidator : AbstractValidator<CreateSecretCommand>
{
    public CreateSecretValidator(SecretLimits limits)
    {
        RuleFor(command => command.Name).IsName();
        RuleFor(command => command.Metadata).IsMetadata();
        RuleFor(command => command.Value).IsValue(limits.MaxValueBytes);
    }
}
