using FluentValidation;
using Secrets.Api.Validation;

namespace Secrets.Api.Requests;

internal sealed class DeletedSecretParametersValidator : AbstractValidator<DeletedSecretParameters>
{
    public DeletedSecretParametersValidator() => RuleFor(parameters => parameters.Id).IsNoLongerThan(ParameterRules.MaxIdLength);
}
