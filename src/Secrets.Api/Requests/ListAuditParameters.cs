using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>Which audit events to list.</summary>
public sealed class ListAuditParameters : IParameters
{
    [FromQuery(Name = "owner"), Description("The owner, if it is not that of the key.")]
    public string? Owner { get; init; }

    [FromQuery(Name = "action"), Description("Such as secret.reveal, or the scope that was lacking.")]
    public string? Action { get; init; }

    [FromQuery(Name = "secret"), Description("The name of a secret: the events of all that have it, or had it when they were deleted.")]
    public string? Secret { get; init; }

    [FromQuery(Name = "secret_id"), Description("The id of a secret, as events have it.")]
    public Guid? SecretId { get; init; }

    [FromQuery(Name = "key_id"), Description("The API key that it was done with.")]
    public Guid? KeyId { get; init; }

    [FromQuery(Name = "since"), Description("Inclusive, with its offset, such as 2027-01-31T12:00:00Z.")]
    public DateTimeOffset? Since { get; init; }

    [FromQuery(Name = "until"), Description("Exclusive, with its offset.")]
    public DateTimeOffset? Until { get; init; }

    [FromQuery(Name = "limit"), Description("How many events at most. The default is 100.")]
    public int? Limit { get; init; }

    [FromQuery(Name = "before"), Description("Where the page begins, as the header Link gives it.")]
    public Guid? Before { get; init; }
}
