using FluentValidation;
using Secrets.Api.Validation;
using Secrets.Application.Secrets.ListSecrets;

namespace Secrets.Api.Requests;

internal sealed class ListSecretsParametersValidator : AbstractValidator<ListSecretsParameters>
{
    private const int MaxQueryLength = 255;

    public ListSecretsParametersValidator()
    {
        RuleFor(parameters => parameters.Q).IsNoLongerThan(MaxQueryLength);
        RuleFor(parameters => parameters.Limit).IsWithin(1, ListSecretsQuery.MaxLimit);
    }
}
