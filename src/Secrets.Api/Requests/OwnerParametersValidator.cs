using FluentValidation;
using Secrets.Api.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Requests;

internal sealed class ListApiKeysParametersValidator : AbstractValidator<ListApiKeysParameters>
{
    public ListApiKeysParametersValidator() => RuleFor(parameters => parameters.Owner).IsNoLongerThan(SecretName.MaxLength);
}
