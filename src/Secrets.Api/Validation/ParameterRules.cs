using FluentValidation;

namespace Secrets.Api.Validation;

/// <summary>Rules of parameters, with the error codes and messages of pydantic 2.</summary>
internal static class ParameterRules
{
    /// <summary>The length of a UUID.</summary>
    public const int MaxIdLength = 36;

    public static void IsWithin<T>(this IRuleBuilder<T, int?> parameter, int min, int max) =>
        parameter
            .GreaterThanOrEqualTo(min)
            .WithErrorCode("greater_than_equal")
            .WithMessage($"Input should be greater than or equal to {min}")
            .LessThanOrEqualTo(max)
            .WithErrorCode("less_than_equal")
            .WithMessage($"Input should be less than or equal to {max}");

    public static IRuleBuilderOptions<T, string?> IsNoLongerThan<T>(this IRuleBuilder<T, string?> parameter, int codePoints) =>
        parameter
            .SetValidator(new MaxCodePoints<T>(codePoints))
            .WithErrorCode("string_too_long")
            .WithMessage($"String should have at most {codePoints} characters");
}
