using FluentValidation;
using Secrets.Api.Validation;
using Secrets.Application.Audit.ListAudit;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Requests;

internal sealed class ListAuditParametersValidator : AbstractValidator<ListAuditParameters>
{
    private const int MaxActionLength = 64;

    public ListAuditParametersValidator()
    {
        RuleFor(parameters => parameters.Owner).IsNoLongerThan(SecretName.MaxLength);
        RuleFor(parameters => parameters.Action).IsNoLongerThan(MaxActionLength);
        RuleFor(parameters => parameters.Secret).IsNoLongerThan(SecretName.MaxLength);
        RuleFor(parameters => parameters.Limit).IsWithin(1, ListAuditQuery.MaxLimit);
    }
}
