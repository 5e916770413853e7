using FluentValidation;
using FluentValidation.Validators;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Validation;

/// <summary>Limits a text in Unicode code points; FluentValidation's own validator counts UTF-16 code units.</summary>
internal sealed class MaxCodePoints<T>(int max) : PropertyValidator<T, string?>, ILengthValidator
{
    public override string Name => nameof(MaxCodePoints<>);

    public int Min => 0;

    public int Max => max;

    public override bool IsValid(ValidationContext<T> context, string? value) => value is null || SecretName.LengthOf(value) <= max;
}
