using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListMetadata;

/// <summary>Returns a page of the secrets of the caller's owner, with their metadata.</summary>
/// <param name="After">If set, returns only secrets after this position.</param>
public sealed record ListMetadataQuery(Caller Caller, MetadataOrder Order = MetadataOrder.Created, MetadataPosition? After = null)
    : IRequest<MetadataPage>
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <summary>The size of the page. A filter may make it smaller.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>If set, returns only secrets that contain it in their name or description, ignoring case.</summary>
    public string? Text { get; init; }

    /// <summary>Returns only secrets that have all of these labels.</summary>
    public IReadOnlyList<LabelFilter> Labels { get; init; } = [];

    /// <summary>If set, returns only secrets that are due now or within this time.</summary>
    public TimeSpan? DueWithin { get; init; }

    /// <summary>If set, returns only secrets that are older than this time and were not revealed within it.</summary>
    public TimeSpan? UnusedFor { get; init; }

    /// <summary>True for a search or a large page, which may read many rows.</summary>
    public bool IsExpensive => IsFiltered || Limit > DefaultLimit || Caller.Reach.HasPrefixes;

    internal bool IsFiltered => Text is { Length: > 0 } || Labels.Count > 0 || DueWithin is not null || UnusedFor is not null;

    internal bool Includes(SecretWithReveals listed, long now)
    {
        var secret = listed.Secret;
        return SecretText.IsIn(Text, secret.Name, secret.Description)
            && Labels.All(label => label.Includes(secret))
            && !IsNotDue(secret, now)
            && (UnusedFor is not { } period || listed.IsUnusedSince(now - (long)period.TotalMicroseconds));
    }

    /// <summary>Returns true if no secret after this one is included, for its place in the order.</summary>
    internal bool IsPast(Secret secret, long now) => Order == MetadataOrder.Due && IsNotDue(secret, now);

    private bool IsNotDue(Secret secret, long now) =>
        DueWithin is { } period && !(secret.DueAt <= now + (long)period.TotalMicroseconds);
}
