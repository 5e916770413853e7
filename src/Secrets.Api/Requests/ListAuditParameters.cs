using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Requests;

/// <summary>The filter and the page of a list of audit events.</summary>
public sealed class ListAuditParameters : IParameters
{
    [FromQuery(Name = "owner"), Description("The owner, by default the caller's.")]
    public string? Owner { get; init; }

    [FromQuery(Name = "action"), Description("An action such as secret.reveal, or the scope that a denied request lacked.")]
    public string? Action { get; init; }

    [FromQuery(Name = "secret"), Description("The name of a secret: events of secrets that have it, or had it when they were deleted.")]
    public string? Secret { get; init; }

    [FromQuery(Name = "secret_id"), Description("The id of a secret, from an event.")]
    public Guid? SecretId { get; init; }

    [FromQuery(Name = "key_id"), Description("The id of the API key that was used.")]
    public Guid? KeyId { get; init; }

    [FromQuery(Name = "since"), Description("Inclusive, with its offset, such as 2027-01-31T12:00:00Z.")]
    public DateTimeOffset? Since { get; init; }

    [FromQuery(Name = "until"), Description("Exclusive, with its offset.")]
    public DateTimeOffset? Until { get; init; }

    [FromQuery(Name = "limit"), Description("The maximum number of events. The default is 100.")]
    public int? Limit { get; init; }

    [FromQuery(Name = "before"), Description("The start of the page, from the header Link.")]
    public Guid? Before { get; init; }
}
