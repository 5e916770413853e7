using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

/// <summary>Secrets of the caller's owner, in creation order.</summary>
/// <param name="Text">Where given, only those with it in their name or description, whatever its case.</param>
/// <param name="After">Where given, only those that come after the secret with this id, which need not be there any more.</param>
/// <param name="Limit">Where given, how many at most.</param>
public sealed record ListSecretsQuery(Caller Caller, string? Text = null, Guid? After = null, int? Limit = null) : IRequest<SecretPage>
{
    public const int MaxLimit = 1000;
}

/// <param name="Next">What the next page comes after; null where this is the last.</param>
public sealed record SecretPage(IReadOnlyList<SecretSummary> Secrets, Guid? Next);
