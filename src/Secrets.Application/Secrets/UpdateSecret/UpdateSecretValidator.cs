using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.Secrets.UpdateSecret;

internal sealed class UpdateSecretValidator : AbstractValidator<UpdateSecretCommand>
{
    public UpdateSecretValidator()
    {
        RuleFor(command => command.Name).IsName();
        RuleFor(command => command.Metadata).IsMetadata();
    }
}
