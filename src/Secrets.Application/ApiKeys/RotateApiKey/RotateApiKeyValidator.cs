using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.ApiKeys.RotateApiKey;

internal sealed class RotateApiKeyValidator : AbstractValidator<RotateApiKeyCommand>
{
    public const long MaxOverlapSeconds = 7 * 24 * 60 * 60;

    public RotateApiKeyValidator() => RuleFor(command => command.OverlapSeconds).IsWholeNumber(0, MaxOverlapSeconds);
}
