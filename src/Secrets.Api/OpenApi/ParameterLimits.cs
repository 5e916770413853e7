using FluentValidation;
using FluentValidation.Validators;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Secrets.Api.OpenApi;

/// <summary>The limits of a parameter, from the validator of its model.</summary>
internal sealed record ParameterLimits(object? Minimum, object? Maximum, int? MaxLength)
{
    public static ParameterLimits Of(ApiParameterDescription parameter, IServiceProvider services)
    {
        var validators =
            parameter.ModelMetadata is { ContainerType: { } model, PropertyName: { } property }
            && services.GetService(typeof(IValidator<>).MakeGenericType(model)) is IValidator validator
                ? validator.CreateDescriptor().GetValidatorsForMember(property).Select(rule => rule.Validator).ToList()
                : [];
        var comparisons = validators.OfType<IComparisonValidator>().ToList();
        return new ParameterLimits(
            comparisons.Find(validator => validator.Comparison == Comparison.GreaterThanOrEqual)?.ValueToCompare,
            comparisons.Find(validator => validator.Comparison == Comparison.LessThanOrEqual)?.ValueToCompare,
            validators.OfType<ILengthValidator>().FirstOrDefault()?.Max
        );
    }
}
