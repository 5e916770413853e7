using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>Whose API keys to list.</summary>
public sealed class ListApiKeysParameters : IParameters
{
    [FromQuery(Name = "owner"), Description(ApiKeyParameters.OfOwner)]
    public string? Owner { get; init; }
}
