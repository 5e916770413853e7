using System.ComponentModel;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Contracts;

/// <summary>An API key, and whose it is.</summary>
public sealed class ApiKeyParameters : IParameters
{
    internal const string OfOwner = "Whose keys. The default is the caller's owner; only keys of the owner default may name another.";

    [FromRoute(Name = "id"), Description("The id of the key.")]
    public string Id { get; init; } = "";

    [FromQuery(Name = "owner"), Description(OfOwner)]
    public string? Owner { get; init; }
}

internal sealed class ApiKeyParametersValidator : AbstractValidator<ApiKeyParameters>
{
    public ApiKeyParametersValidator()
    {
        RuleFor(parameters => parameters.Id).IsNoLongerThan(ParameterRules.MaxIdLength);
        RuleFor(parameters => parameters.Owner).IsNoLongerThan(SecretName.MaxLength);
    }
}
