using FluentValidation;
using Secrets.Application.Secrets.PatchMetadata;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Validation;

/// <summary>The rules of submitted labels and flags. Error codes and messages follow pydantic 2 if it has them.</summary>
internal static class LabelRules
{
    private const string LabelValue =
        "The value of a label should be empty, or have 1 to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends";

    private const string LabelKey =
        "The key of a label should have 1 to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends, and may have the "
        + "prefix of a DNS subdomain and '/'";

    public static void IsLabels<T>(this IRuleBuilderInitial<T, Submitted<IReadOnlyList<SubmittedLabel>>> field) =>
        field
            .Cascade(CascadeMode.Stop)
            .Must(labels => labels.Kind != SubmittedKind.TooLong)
            .As("too_long", $"Dictionary should have at most {Submitted.MaxItems} items after validation, not more")
            .Must(labels => labels.Kind is SubmittedKind.Absent or SubmittedKind.Null or SubmittedKind.Present)
            .As("dict_type", "Input should be a valid dictionary");

    /// <summary>Checks a label by its number, since its key may be anything.</summary>
    public static IRuleBuilderOptions<T, SubmittedLabel> IsLabel<T>(this IRuleBuilder<T, SubmittedLabel> field) =>
        field
            .Must(label => label.Key.Value is { } key && SecretLabels.IsKey(key))
            .As("label_key", LabelKey)
            .Must(label => label.Value.Kind == SubmittedKind.Null || (label.Value.Value is { } value && SecretLabels.IsValue(value)))
            .As("label_value", LabelValue);

    public static void IsFlag<T>(this IRuleBuilder<T, SubmittedFlag> field) =>
        field
            .Must(flag => flag.Kind is SubmittedKind.Absent or SubmittedKind.Null or SubmittedKind.Present)
            .As("bool_type", "Input should be a valid boolean");
}
