using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys;

/// <summary>Resolves an API token to its key.</summary>
public sealed class ApiKeyAuthenticator(
    IApiKeyRepository repository,
    IApiKeyHasher hasher,
    SessionApiKey sessionKey,
    ApiKeyCache cache,
    ApiKeyChangePoller changes,
    UnknownKeyLimit unknown,
    ApiKeyUses uses,
    ServiceMetrics metrics
)
{
    /// <returns>The key, or null and the reason.</returns>
    public async ValueTask<(AuthenticatedKey? Key, AuthenticationFailure Failure)> AuthenticateAsync(
        string token,
        CancellationToken cancellationToken
    )
    {
        var isWellFormed = ApiKeyToken.IsWellFormed(token);
        if (!isWellFormed && sessionKey.Token is null)
        {
            return (null, AuthenticationFailure.Malformed);
        }

        var tokenHash = hasher.HashOf(token);
        if (sessionKey.Find(tokenHash, hasher) is { } session)
        {
            return (session, default);
        }

        if (!isWellFormed)
        {
            return (null, AuthenticationFailure.Malformed);
        }

        await changes.PollIfDueAsync(cancellationToken);
        var (cached, isKnown) = cache.Find(tokenHash);
        metrics.ApiKeyLookedUp(cached is not null);
        return cached is not null ? (cached, default)
            : isKnown ? await FindAsync(tokenHash, cancellationToken)
            : await unknown.RunAsync(() => FindAsync(tokenHash, cancellationToken), cancellationToken);
    }

    private async Task<(AuthenticatedKey? Key, AuthenticationFailure Failure)> FindAsync(
        byte[] tokenHash,
        CancellationToken cancellationToken
    )
    {
        var read = cache.BeginRead();
        var found = await repository.FindAsync(tokenHash, cancellationToken);
        if (FindFailure(found) is { } failure)
        {
            cache.Remove(tokenHash);
            return (null, failure);
        }

        var key = found!.Key;
        uses.Note(key.OwnerId, key.Id);
        var authenticated = new AuthenticatedKey(key.Id, key.OwnerId, key.Scopes, key.EndsAt)
        {
            Restrictions = key.Restrictions,
            Depth = key.Depth,
            MaxUses = key.MaxUses,
        };
        cache.Add(tokenHash, authenticated, read, endsIn: key.EndsAt - found.ReadAt);
        return (authenticated, default);
    }

    private AuthenticationFailure? FindFailure(FoundApiKey? found) =>
        found is null ? AuthenticationFailure.Unknown
        : !hasher.IsSigned(found.Key) ? AuthenticationFailure.Tampered
        : found.Key.IsActive(found.ReadAt) ? null
        : found.Key.RevokedAt is null ? AuthenticationFailure.Expired
        : AuthenticationFailure.Revoked;
}
