using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.Audit.ListAudit;

internal sealed class ListAuditValidator : AbstractValidator<ListAuditQuery>
{
    public ListAuditValidator() => RuleFor(query => query.Limit).IsWithin(1, ListAuditQuery.MaxLimit);
}
