using System.ComponentModel;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Contracts;

/// <summary>Whose API keys to list.</summary>
public sealed class ListApiKeysParameters : IParameters
{
    [FromQuery(Name = "owner"), Description(ApiKeyParameters.OfOwner)]
    public string? Owner { get; init; }
}

internal sealed class ListApiKeysParametersValidator : AbstractValidator<ListApiKeysParameters>
{
    public ListApiKeysParametersValidator() => RuleFor(parameters => parameters.Owner).IsNoLongerThan(SecretName.MaxLength);
}
