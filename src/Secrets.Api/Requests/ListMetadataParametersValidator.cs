using FluentValidation;
using Secrets.Api.Validation;
using Secrets.Application.Secrets.ListMetadata;

namespace Secrets.Api.Requests;

internal sealed class ListMetadataParametersValidator : AbstractValidator<ListMetadataParameters>
{
    private const int MaxQueryLength = 255;
    private const int MaxWordLength = 16;

    public ListMetadataParametersValidator()
    {
        RuleFor(parameters => parameters.Q).IsNoLongerThan(MaxQueryLength);
        RuleFor(parameters => parameters.Label)
            .Must(labels => labels is null || labels.Count <= LabelFilter.MaxCount)
            .WithErrorCode("too_long")
            .WithMessage($"List should have at most {LabelFilter.MaxCount} items after validation, not more")
            .Must(labels =>
                labels is null or { Count: > LabelFilter.MaxCount } || labels.All(label => LabelFilter.TryParse(label) is not null)
            )
            .WithErrorCode("label_filter")
            .WithMessage("Each should be the key of a label, or key=value");
        IsDayCount(RuleFor(parameters => parameters.Due));
        IsDayCount(RuleFor(parameters => parameters.Unused));
        RuleFor(parameters => parameters.Sort)
            .IsNoLongerThan(MaxWordLength)
            .Must(sort => sort is null || MetadataSort.Of(sort) is not null)
            .WithErrorCode("literal_error")
            .WithMessage($"Input should be one of {string.Join(", ", MetadataSort.All)}");
        RuleFor(parameters => parameters.Limit).IsWithin(1, ListMetadataQuery.MaxLimit);
        RuleFor(parameters => parameters.After)
            .IsNoLongerThan(MetadataPosition.MaxLength)
            .Must((parameters, after) => after is null || MetadataPosition.TryParse(parameters.Order, after) is not null)
            .WithErrorCode("position_parsing")
            .WithMessage("Input should be from the header Link of a page with the same order");
    }

    private static void IsDayCount(IRuleBuilder<ListMetadataParameters, string?> days) =>
        days.IsNoLongerThan(MaxWordLength)
            .Must(text => text is null || DayCount.TryParse(text) is not null)
            .WithErrorCode("days_parsing")
            .WithMessage($"Input should be a number of days from 0d to {DayCount.Max}d");
}
