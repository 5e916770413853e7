using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>A deleted secret.</summary>
public sealed class DeletedSecretParameters : IParameters
{
    [FromRoute(Name = "id"), Description("The id from the list of deleted secrets.")]
    public string Id { get; init; } = "";
}
