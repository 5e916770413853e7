using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.Secrets.ImportSecrets;

internal sealed class ImportSecretsValidator : AbstractValidator<ImportSecretsCommand>
{
    public ImportSecretsValidator()
    {
        RuleFor(command => command.File)
            .Must(file => !file.HasMoreEntries && file.Entries.Count <= ImportSecretsCommand.MaxEntries)
            .WithErrorCode("too_long")
            .WithMessage($"The file should have at most {ImportSecretsCommand.MaxEntries} entries");

        // A number that names none of them can be sent.
        RuleFor(command => command.OnConflict)
            .IsInEnum()
            .WithErrorCode("literal_error")
            .WithMessage("Input should be one of fail, skip, replace")
            .WithState(_ => SubmittedRules.InQuery);
    }
}
