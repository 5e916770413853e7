using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>An API key, and whose it is.</summary>
public sealed class ApiKeyParameters : IParameters
{
    internal const string OfOwner = "Whose keys. The default is the caller's owner; only keys of the owner default may name another.";

    [FromRoute(Name = "id"), Description("The id of the key.")]
    public string Id { get; init; } = "";

    [FromQuery(Name = "owner"), Description(OfOwner)]
    public string? Owner { get; init; }
}
