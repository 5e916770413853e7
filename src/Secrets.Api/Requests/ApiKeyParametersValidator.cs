using FluentValidation;
using Secrets.Api.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Requests;

internal sealed class ApiKeyParametersValidator : AbstractValidator<ApiKeyParameters>
{
    public ApiKeyParametersValidator()
    {
        RuleFor(parameters => parameters.Id).IsNoLongerThan(ParameterRules.MaxIdLength);
        RuleFor(parameters => parameters.Owner).IsNoLongerThan(SecretName.MaxLength);
    }
}
