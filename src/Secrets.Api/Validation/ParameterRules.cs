using FluentValidation;

namespace Secrets.Api.Validation;

/// <summary>The rules of parameters. Error codes and messages are those of pydantic 2.</summary>
internal static class ParameterRules
{
    /// <summary>Of a UUID.</summary>
    public const int MaxIdLength = 36;

    public static void IsWithin<T>(this IRuleBuilder<T, int?> parameter, int least, int most) =>
        parameter
            .GreaterThanOrEqualTo(least)
            .WithErrorCode("greater_than_equal")
            .WithMessage($"Input should be greater than or equal to {least}")
            .LessThanOrEqualTo(most)
            .WithErrorCode("less_than_equal")
            .WithMessage($"Input should be less than or equal to {most}");

    public static void IsNoLongerThan<T>(this IRuleBuilder<T, string?> parameter, int codePoints) =>
        parameter
            .SetValidator(new MaxCodePoints<T>(codePoints))
            .WithErrorCode("string_too_long")
            .WithMessage($"String should have at most {codePoints} characters");
}
