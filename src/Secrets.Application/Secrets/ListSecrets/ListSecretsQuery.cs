using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

/// <summary>A page of the secrets of the caller's owner, in creation order.</summary>
/// <param name="Text">Where given, only those with it in their name or description, whatever its case.</param>
/// <param name="After">Where given, only those that come after the secret with this id, which need not be there any more.</param>
/// <param name="Limit">How many at most, <see cref="DefaultLimit"/> if it is not given.</param>
public sealed record ListSecretsQuery(Caller Caller, string? Text = null, Guid? After = null, int? Limit = null) : IRequest<SecretPage>
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <summary>True if it may read much: a search, or a large page.</summary>
    public bool IsExpensive => Text is { Length: > 0 } || Limit > DefaultLimit;
}

/// <param name="Next">What the next page comes after; null where this is the last.</param>
public sealed record SecretPage(IReadOnlyList<SecretSummary> Secrets, Guid? Next);
