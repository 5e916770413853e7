using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>An API key and its owner.</summary>
public sealed class ApiKeyParameters : OwnerParameters
{
    [FromRoute(Name = "id"), Description("The id of the key.")]
    public string Id { get; init; } = "";
}
