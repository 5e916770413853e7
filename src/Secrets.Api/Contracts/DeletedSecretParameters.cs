using System.ComponentModel;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Validation;

namespace Secrets.Api.Contracts;

/// <summary>A deleted secret.</summary>
public sealed class DeletedSecretParameters : IParameters
{
    [FromRoute(Name = "id"), Description("The id that the list of deleted secrets gives.")]
    public string Id { get; init; } = "";
}

internal sealed class DeletedSecretParametersValidator : AbstractValidator<DeletedSecretParameters>
{
    public DeletedSecretParametersValidator() => RuleFor(parameters => parameters.Id).IsNoLongerThan(ParameterRules.MaxIdLength);
}
