using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>The owner whose API keys a request is about.</summary>
public class OwnerParameters : IParameters
{
    [
        FromQuery(Name = "owner"),
        Description("The owner of the keys, by default the caller's. Only keys of the owner default may name another.")
    ]
    public string? Owner { get; init; }
}
