using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.Secrets;

internal sealed class SubmittedMetadataValidator : AbstractValidator<SubmittedMetadata>
{
    public SubmittedMetadataValidator() => RuleFor(metadata => metadata.Description).IsDescription();
}
