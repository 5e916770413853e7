using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

/// <summary>A page of the secrets of the caller's owner, in creation order.</summary>
/// <param name="Text">If given, only secrets that have it in their name or description, ignoring case.</param>
/// <param name="After">If given, only secrets that come after the one with this id, which may have been deleted.</param>
/// <param name="Limit">The size of the page, <see cref="DefaultLimit"/> if it is not given.</param>
public sealed record ListSecretsQuery(Caller Caller, string? Text = null, Guid? After = null, int? Limit = null) : IRequest<SecretPage>
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <summary>True if it may read much: a search, or a large page.</summary>
    public bool IsExpensive => Text is { Length: > 0 } || Limit > DefaultLimit;
}
