using FluentValidation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Validation;

/// <summary>The rules of submitted fields. Error codes and messages are those of pydantic 2.</summary>
internal static class SubmittedRules
{
    /// <summary>In Unicode code points.</summary>
    private const int MaxDescriptionLength = 4096;

    public static void IsName<T>(this IRuleBuilderInitial<T, Submitted<string>> field) => field
        .Cascade(CascadeMode.Stop)
        .IsRequired()
        .IsText()
        .Must(name => name.Required.Length > 0).As("string_too_short", "String should have at least 1 character")
        .IsNoLongerThan(SecretName.MaxLength)
        .Must(name => SecretName.IsAllowed(name.Required)).As("string_pattern_mismatch", $"String should match pattern '{SecretName.Pattern}'");

    public static void IsDescription<T>(this IRuleBuilderInitial<T, Submitted<string>> field) => field
        .Cascade(CascadeMode.Stop)
        .IsText(nullable: true)
        .IsNoLongerThan(MaxDescriptionLength)
        .Must(description => description.Value?.Contains('\0') is not true).As("string_pattern_mismatch", @"String should match pattern '^[^\x00]*$'");

    public static void IsValue<T>(this IRuleBuilderInitial<T, Submitted<SecretValue>> field, int maxBytes) => field
        .Cascade(CascadeMode.Stop)
        .IsRequired()
        .IsText()
        .Must(value => value.Required.Length <= maxBytes).As("string_too_long", $"String should have at most {maxBytes} bytes");

    private static IRuleBuilder<T, Submitted<TValue>> IsRequired<T, TValue>(this IRuleBuilder<T, Submitted<TValue>> field)
        where TValue : class =>
        field.Must(submitted => submitted.Kind != SubmittedKind.Absent).As("missing", "Field required");

    private static IRuleBuilder<T, Submitted<TValue>> IsText<T, TValue>(this IRuleBuilder<T, Submitted<TValue>> field, bool nullable = false)
        where TValue : class => field
        .Must(submitted => submitted.Kind switch
        {
            SubmittedKind.WrongType => false,
            SubmittedKind.Null => nullable,
            _ => true,
        }).As("string_type", "Input should be a valid string")
        .Must(submitted => submitted.Kind != SubmittedKind.NotUnicode).As("string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string");

    private static IRuleBuilder<T, Submitted<string>> IsNoLongerThan<T>(this IRuleBuilder<T, Submitted<string>> field, int codePoints) =>
        field.Must(text => SecretName.LengthOf(text.Value ?? "") <= codePoints).As("string_too_long", $"String should have at most {codePoints} characters");

    private static IRuleBuilderOptions<T, TProperty> As<T, TProperty>(this IRuleBuilderOptions<T, TProperty> rule, string type, string message) =>
        rule.WithErrorCode(type).WithMessage(message);
}
