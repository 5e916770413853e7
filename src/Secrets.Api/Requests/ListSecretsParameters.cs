using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>Which secrets to list.</summary>
public sealed class ListSecretsParameters : IParameters
{
    [FromQuery(Name = "q"), Description("Only secrets with this text in their name or description, whatever its case.")]
    public string? Q { get; init; }

    [
        FromQuery(Name = "limit"),
        Description("How many secrets at most. If there are more, the header Link has the address of the next page.")
    ]
    public int? Limit { get; init; }

    [FromQuery(Name = "after"), Description("Where the page begins, as the header Link gives it.")]
    public Guid? After { get; init; }
}
