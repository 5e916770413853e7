using FluentValidation;
using Secrets.Api.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Requests;

internal sealed class OwnerParametersValidator : AbstractValidator<OwnerParameters>
{
    public OwnerParametersValidator() => RuleFor(parameters => parameters.Owner).IsNoLongerThan(SecretName.MaxLength);
}
