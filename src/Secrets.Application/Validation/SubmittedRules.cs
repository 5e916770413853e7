using FluentValidation;
using Secrets.Application.ApiKeys;
using Secrets.Application.Secrets;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Validation;

/// <summary>The rules of submitted fields. Error codes and messages follow pydantic 2.</summary>
internal static class SubmittedRules
{
    /// <summary>The error code of a time that is later than allowed.</summary>
    public const string TooLate = TooLarge;

    /// <summary>The error code of a number that is larger than allowed.</summary>
    public const string TooLarge = "less_than_equal";

    /// <summary>The maximum length in Unicode code points.</summary>
    private const int MaxDescriptionLength = 4096;

    public static IRuleBuilderOptions<T, Submitted<string>> IsName<T>(
        this IRuleBuilderInitial<T, Submitted<string>> field,
        bool optional = false
    ) =>
        field
            .Cascade(CascadeMode.Stop)
            .Must(name => optional || name.Kind != SubmittedKind.Absent)
            .As("missing", "Field required")
            .IsText(nullable: optional)
            .Must(name => name.Value is not "")
            .As("string_too_short", "String should have at least 1 character")
            .IsNoLongerThan(SecretName.MaxLength)
            .Must(name => name.Value is null || SecretName.IsAllowed(name.Value))
            .As("string_pattern_mismatch", $"String should match pattern '{SecretName.Pattern}'")
            .Must(name => SecretName.FindBidirectionalControl(name.Value ?? "") is null)
            .WithErrorCode("string_bidirectional_control")
            .WithMessage(
                (_, name) => $"String should not contain the bidirectional control {SecretName.FindBidirectionalControl(name.Value ?? "")}"
            );

    public static void IsMetadata<T>(this IRuleBuilderInitial<T, SubmittedMetadata> field) =>
        field.ChildRules(metadata => metadata.RuleFor(submitted => submitted.Description).IsDescription());

    public static void IsDescription<T>(this IRuleBuilderInitial<T, Submitted<string>> field) =>
        field
            .Cascade(CascadeMode.Stop)
            .IsText(nullable: true)
            .IsNoLongerThan(MaxDescriptionLength)
            .Must(description => description.Value?.Contains('\0') is not true)
            .As("string_pattern_mismatch", @"String should match pattern '^[^\x00]*$'");

    public static void IsValue<T>(this IRuleBuilderInitial<T, Submitted<SecretValue>> field, int maxBytes) =>
        field
            .Cascade(CascadeMode.Stop)
            .IsRequired()
            .IsText()
            .Must(value => value.Required.Length <= maxBytes)
            .As("string_too_long", $"String should have at most {maxBytes} bytes");

    public static void IsScopes<T>(
        this IRuleBuilderInitial<T, Submitted<IReadOnlyList<Submitted<string>>>> field,
        bool optional = false
    ) => field.IsList(optional);

    public static IRuleBuilderOptions<T, Submitted<string>> IsScope<T>(this IRuleBuilder<T, Submitted<string>> field) =>
        field.Must(scope => Scopes.All.Contains(scope.Value, StringComparer.Ordinal)).As("literal_error", OneOf(Scopes.All));

    /// <summary>Checks that an optional field is one of some names.</summary>
    public static void IsOneOf<T>(this IRuleBuilderInitial<T, Submitted<string>> field, IReadOnlyList<string> names) =>
        field
            .Cascade(CascadeMode.Stop)
            .IsText(nullable: true)
            .Must(name => name.Value is null || names.Contains(name.Value, StringComparer.Ordinal))
            .As("literal_error", OneOf(names));

    public static void AreRestrictions<T>(this IRuleBuilderInitial<T, SubmittedRestrictions> field) =>
        field.ChildRules(restrictions =>
        {
            restrictions.RuleFor(submitted => submitted.Secrets).IsList(optional: true);
            restrictions
                .RuleForEach(submitted => submitted.Secrets.Value)
                .ChildRules(item => item.RuleFor(name => name).IsSecretNameOrPrefix())
                .OverridePropertyName(nameof(SubmittedRestrictions.Secrets));
            restrictions.RuleFor(submitted => submitted.ClientNetworks).IsList(optional: true);
            restrictions
                .RuleForEach(submitted => submitted.ClientNetworks.Value)
                .ChildRules(item => item.RuleFor(network => network).IsNetwork())
                .OverridePropertyName(nameof(SubmittedRestrictions.ClientNetworks));
        });

    public static IRuleBuilderOptions<T, Submitted<string>> IsFutureTime<T>(
        this IRuleBuilderInitial<T, Submitted<string>> field,
        TimeProvider time
    ) =>
        field
            .IsTime()
            .Must(text => text.Value is null || Rfc3339.Parse(text.Value) > time.GetUtcNow())
            .As("datetime_future", "Input should be in the future");

    public static IRuleBuilderOptions<T, Submitted<string>> IsTime<T>(this IRuleBuilderInitial<T, Submitted<string>> field) =>
        field
            .Cascade(CascadeMode.Stop)
            .Must(text => text.Kind is SubmittedKind.Absent or SubmittedKind.Null or SubmittedKind.Present)
            .As("datetime_type", "Input should be a valid datetime")
            .Must(text => text.Value is null || Rfc3339.TryParse(text.Value, out _))
            .As("datetime_parsing", "Input should be a valid datetime with its offset, such as 2027-01-31T12:00:00Z");

    /// <summary>Checks that a new API key does not outlive the key that creates it. A new key may have no end.</summary>
    public static void EndsWithCaller<T>(this IRuleBuilderOptions<T, Submitted<string>> field, Func<T, Caller> callerOf) =>
        field
            .Must(
                (request, text) =>
                    callerOf(request).Rights.CanGrantUntil(text.Value is null ? null : Clock.Microseconds(Rfc3339.Parse(text.Value)))
            )
            .WithErrorCode(TooLate)
            .WithMessage(request => OutlivesCaller(callerOf(request)));

    public static string OutlivesCaller(Caller caller) =>
        $"A key should not outlive the key that creates it, which ends at {Rfc3339.Format(Clock.Time(caller.EndsAt ?? 0))}; "
        + "use one that ends later, or the command line";

    public static IRuleBuilderOptions<T, SubmittedNumber> IsWholeNumber<T>(
        this IRuleBuilderInitial<T, SubmittedNumber> field,
        long least,
        long most,
        bool optional = true
    ) =>
        field
            .Cascade(CascadeMode.Stop)
            .Must(number => optional || number.Kind != SubmittedKind.Absent)
            .As("missing", "Field required")
            .Must(number =>
                number.Kind == SubmittedKind.Present || (optional && (number.Kind is SubmittedKind.Absent or SubmittedKind.Null))
            )
            .As("int_type", "Input should be a valid integer")
            .Must(number => number.Optional is null || number.Value >= least)
            .As("greater_than_equal", $"Input should be greater than or equal to {least}")
            .Must(number => number.Optional is null || number.Value <= most)
            .As("less_than_equal", $"Input should be less than or equal to {most}");

    private static string OneOf(IReadOnlyList<string> names) =>
        $"Input should be {string.Join(", ", names.SkipLast(1).Select(name => $"'{name}'"))} or '{names[^1]}'";

    private static void IsSecretNameOrPrefix<T>(this IRuleBuilderInitial<T, Submitted<string>> item) =>
        item.Cascade(CascadeMode.Stop)
            .IsText()
            .Must(name => name.Required is not ("" or "*"))
            .As("string_too_short", "A name or prefix should have at least 1 character before *; leave secrets out to reach all secrets")
            .IsNoLongerThan(SecretName.MaxLength)
            .Must(name => SecretNames.IsAllowed(name.Required))
            .As("string_pattern_mismatch", $"String should match pattern '{SecretName.Pattern}'");

    private static void IsNetwork<T>(this IRuleBuilderInitial<T, Submitted<string>> item) =>
        item.Cascade(CascadeMode.Stop)
            .IsText()
            .Must(text => ClientNetworks.TryParse(text.Required, out _))
            .As("ip_any_network", "value is not a valid IPv4 or IPv6 network; write it with its prefix length, such as 10.0.0.0/8");

    private static void IsList<T>(this IRuleBuilderInitial<T, Submitted<IReadOnlyList<Submitted<string>>>> field, bool optional) =>
        field
            .Cascade(CascadeMode.Stop)
            .Must(list => optional || list.Kind != SubmittedKind.Absent)
            .As("missing", "Field required")
            .Must(list => list.Kind != SubmittedKind.TooLong && !(list.Value?.Count > Submitted.MaxItems))
            .As("too_long", $"List should have at most {Submitted.MaxItems} items after validation, not more")
            .Must(list => list.IsPresent || (optional && (list.Kind is SubmittedKind.Absent or SubmittedKind.Null)))
            .As("list_type", "Input should be a valid list")
            .Must(list => list.Value?.Count is not 0)
            .As("too_short", "List should have at least 1 item after validation, not 0");

    private static IRuleBuilder<T, Submitted<TValue>> IsRequired<T, TValue>(this IRuleBuilder<T, Submitted<TValue>> field)
        where TValue : class => field.Must(submitted => submitted.Kind != SubmittedKind.Absent).As("missing", "Field required");

    private static IRuleBuilder<T, Submitted<TValue>> IsText<T, TValue>(
        this IRuleBuilder<T, Submitted<TValue>> field,
        bool nullable = false
    )
        where TValue : class =>
        field
            .Must(submitted =>
                submitted.Kind switch
                {
                    SubmittedKind.WrongType => false,
                    SubmittedKind.Null => nullable,
                    _ => true,
                }
            )
            .As("string_type", "Input should be a valid string")
            .Must(submitted => submitted.Kind != SubmittedKind.NotUnicode)
            .As("string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string");

    private static IRuleBuilder<T, Submitted<string>> IsNoLongerThan<T>(this IRuleBuilder<T, Submitted<string>> field, int codePoints) =>
        field
            .Must(text => SecretName.LengthOf(text.Value ?? "") <= codePoints)
            .As("string_too_long", $"String should have at most {codePoints} characters");

    public static IRuleBuilderOptions<T, TProperty> As<T, TProperty>(
        this IRuleBuilderOptions<T, TProperty> rule,
        string type,
        string message
    ) => rule.WithErrorCode(type).WithMessage(message);
}
