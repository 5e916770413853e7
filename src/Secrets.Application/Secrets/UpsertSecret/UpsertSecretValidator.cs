using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.Secrets.UpsertSecret;

internal sealed class UpsertSecretValidator : AbstractValidator<UpsertSecretCommand>
{
    public UpsertSecretValidator(SecretLimits limits)
    {
        RuleFor(command => command.Name).IsName();
        RuleFor(command => command.Metadata).IsMetadata();
        RuleFor(command => command.Value).IsValue(limits.MaxValueBytes);
    }
}
