using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.ApiKeys.CreateApiKey;

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKeyCommand>
{
    public CreateApiKeyValidator(TimeProvider time)
    {
        RuleFor(command => command.Name).IsName();
        RuleFor(command => command.Scopes).IsScopes();
        RuleForEach(command => command.Scopes.Value).IsScope().OverridePropertyName(nameof(CreateApiKeyCommand.Scopes));
        RuleFor(command => command.Restrictions).AreRestrictions();
        RuleFor(command => command.ExpiresAt).IsFutureTime(time).EndsWithCaller(command => command.Caller);
        RuleFor(command => command.Owner).IsName(optional: true);
    }
}
