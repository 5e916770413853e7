using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>The filter and the page of a list of secrets.</summary>
public sealed class ListSecretsParameters : IParameters
{
    [FromQuery(Name = "q"), Description("Only secrets whose name or description contains this text, regardless of case.")]
    public string? Q { get; init; }

    [
        FromQuery(Name = "limit"),
        Description("The maximum number of secrets. If there are more, the header Link has the address of the next page.")
    ]
    public int? Limit { get; init; }

    [FromQuery(Name = "after"), Description("The start of the page, from the header Link.")]
    public Guid? After { get; init; }
}
