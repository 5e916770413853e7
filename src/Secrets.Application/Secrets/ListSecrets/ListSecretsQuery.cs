using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

/// <summary>Returns a page of the secrets of the caller's owner, in creation order.</summary>
/// <param name="Text">If set, returns only secrets that contain it in their name or description, ignoring case.</param>
/// <param name="After">If set, returns only secrets after the one with this id, which may have been deleted.</param>
/// <param name="Limit">The size of the page; null for <see cref="DefaultLimit"/>.</param>
public sealed record ListSecretsQuery(Caller Caller, string? Text = null, Guid? After = null, int? Limit = null) : IRequest<SecretPage>
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <summary>True for a search or a large page, which may read many rows.</summary>
    public bool IsExpensive => Text is { Length: > 0 } || Limit > DefaultLimit || Caller.Reach.HasPrefixes;
}
