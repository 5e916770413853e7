using FluentValidation;
using Secrets.Application.Validation;

namespace Secrets.Application.ApiKeys.CreateChildKey;

internal sealed class CreateChildKeyValidator : AbstractValidator<CreateChildKeyCommand>
{
    private const int MinSeconds = 60;
    private const int MaxSeconds = 24 * 60 * 60;
    private const int MaxUses = 1000;

    public CreateChildKeyValidator()
    {
        RuleFor(command => command.Name).IsName();
        RuleFor(command => command.ExpiresIn).IsWholeNumber(MinSeconds, MaxSeconds, optional: false);
        RuleFor(command => command.Scopes).IsScopes(optional: true);
        RuleForEach(command => command.Scopes.Value).IsScope().OverridePropertyName(nameof(CreateChildKeyCommand.Scopes));
        RuleFor(command => command.Restrictions).AreRestrictions();
        RuleFor(command => command.MaxUses).IsWholeNumber(1, MaxUses);
    }
}
