using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.Secrets.SetSecretValue;

internal sealed class SetSecretValueValidator : AbstractValidator<SetSecretValueCommand>
{
    public SetSecretValueValidator(SecretLimits limits) => RuleFor(command => command.Value).IsValue(limits.MaxValueBytes);
}
