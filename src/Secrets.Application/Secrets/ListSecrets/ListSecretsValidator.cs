using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.Secrets.ListSecrets;

internal sealed class ListSecretsValidator : AbstractValidator<ListSecretsQuery>
{
    public ListSecretsValidator() => RuleFor(query => query.Limit).IsWithin(1, ListSecretsQuery.MaxLimit);
}
