using FluentValidation;

namespace Secrets.Application.Secrets.ImportSecrets;

internal sealed class ImportSecretsValidator : AbstractValidator<ImportSecretsCommand>
{
    public ImportSecretsValidator() =>
        RuleFor(command => command.File)
            .Must(file => !file.HasMoreEntries && file.Entries.Count <= ImportSecretsCommand.MaxEntries)
            .WithErrorCode("too_long")
            .WithMessage($"The file should have at most {ImportSecretsCommand.MaxEntries} entries");
}
