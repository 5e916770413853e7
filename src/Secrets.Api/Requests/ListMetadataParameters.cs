using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Secrets.Application;
using Secrets.Application.Secrets.ListMetadata;

namespace Secrets.Api.Requests;

/// <summary>The filter, the order and the page of a list of secrets with their metadata.</summary>
public sealed class ListMetadataParameters : IParameters
{
    [FromQuery(Name = "q"), Description("Only secrets whose name or description contains this text, regardless of case.")]
    public string? Q { get; init; }

    [FromQuery(Name = "label"), Description("Only secrets with this label: key, or key=value. Of several, all count.")]
    public IReadOnlyList<string>? Label { get; init; }

    [FromQuery(Name = "due"), Description("Only secrets that are due within these days: 14d, or 0d for those that are due now.")]
    public string? Due { get; init; }

    [FromQuery(Name = "unused"), Description("Only secrets that are older than these days, 90d, and were not revealed within them.")]
    public string? Unused { get; init; }

    [
        FromQuery(Name = "sort"),
        Description(
            "name, created or due. The first two may follow -, for the opposite order. The default is due with the parameter "
                + "due, else created. Secrets that are never due come last."
        )
    ]
    public string? Sort { get; init; }

    [
        FromQuery(Name = "limit"),
        Description(
            "The maximum number of secrets, by default 100. If there may be more, the header Link has the address of the next page. With a "
                + "filter, a page may be smaller and still not be the last."
        )
    ]
    public int? Limit { get; init; }

    [FromQuery(Name = "after"), Description("The start of the page, from the header Link.")]
    public string? After { get; init; }

    internal MetadataOrder Order => MetadataSort.Of(Sort ?? (Due is null ? "created" : "due")) ?? MetadataOrder.Created;

    /// <summary>Returns the query of parameters that are valid.</summary>
    internal ListMetadataQuery ToQuery(Caller caller) =>
        new(caller, Order, After is null ? null : MetadataPosition.TryParse(Order, After))
        {
            Limit = Limit ?? ListMetadataQuery.DefaultLimit,
            Text = Q,
            Labels = [.. (Label ?? []).Select(LabelFilter.TryParse).OfType<LabelFilter>()],
            DueWithin = Due is null ? null : DayCount.TryParse(Due),
            UnusedFor = Unused is null ? null : DayCount.TryParse(Unused),
        };
}
