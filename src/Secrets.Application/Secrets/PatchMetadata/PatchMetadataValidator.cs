using FluentValidation;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.PatchMetadata;

internal sealed class PatchMetadataValidator : AbstractValidator<PatchMetadataCommand>
{
    public PatchMetadataValidator()
    {
        RuleFor(command => command.Patch.Description).IsDescription();
        RuleFor(command => command.Patch.Labels).IsLabels();
        RuleForEach(command => command.Patch.Labels.Value).IsLabel().OverridePropertyName(nameof(MetadataPatch.Labels));
        RuleFor(command => command.Patch.ExpiresAt).IsTime();
        RuleFor(command => command.Patch.RotateEveryDays).IsWholeNumber(1, SecretMetadata.MaxRotateEveryDays);
        RuleFor(command => command.Patch.Canary).IsFlag();
    }
}
