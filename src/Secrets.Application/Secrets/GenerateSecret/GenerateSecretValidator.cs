using FluentValidation;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.GenerateSecret;

internal sealed class GenerateSecretValidator : AbstractValidator<GenerateSecretCommand>
{
    public GenerateSecretValidator(SecretLimits limits)
    {
        RuleFor(command => Submitted.Of(command.Name)).IsName().OverridePropertyName(RequestFailure.SecretId);
        RuleFor(command => command.Length)
            .IsWholeNumber(GeneratedValue.MinLength, GeneratedValue.MaxLength)
            .Must((command, _) => GeneratedValue.BytesOf(command.AlphabetOrDefault, command.LengthOrDefault) <= limits.MaxValueBytes)
            .WithErrorCode(SubmittedRules.TooLarge)
            .WithMessage($"A value of this length should have at most {limits.MaxValueBytes} bytes (Limits__MaxValueBytes)");
        RuleFor(command => command.Alphabet).IsOneOf(AlphabetNames.All);
        RuleFor(command => command.Metadata).IsMetadata();
    }
}
