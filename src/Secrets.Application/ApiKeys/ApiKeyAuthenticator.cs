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
        var (key, failure) = await CheckAsync(found, cancellationToken);
        if (key is null)
        {
            cache.Remove(tokenHash);
            return (null, failure);
        }

        uses.Note(key.OwnerId, key.Id);
        var authenticated = new AuthenticatedKey(key.Id, key.OwnerId, key.Scopes, key.EndsAt)
        {
            Restrictions = key.Restrictions,
            Depth = key.Depth,
            MaxUses = key.MaxUses,
        };

        // A key of limited uses is read for every request: any replica may have used it up.
        cache.Add(tokenHash, authenticated, read, endsIn: key.MaxUses is null ? key.EndsAt - found!.ReadAt : 0);
        return (authenticated, default);
    }

    /// <returns>The key with its end, or null and the reason.</returns>
    private async ValueTask<(ApiKey? Key, AuthenticationFailure Failure)> CheckAsync(
        FoundApiKey? found,
        CancellationToken cancellationToken
    )
    {
        if (found is null)
        {
            return (null, AuthenticationFailure.Unknown);
        }

        if (!hasher.IsSigned(found.Key))
        {
            return (null, AuthenticationFailure.Tampered);
        }

        var key = found.Key;
        if (key.ParentId is { } parentId)
        {
            var ancestors = await repository.FindAncestorsAsync(key.OwnerId, parentId, cancellationToken);
            if (!ancestors.All(hasher.IsSigned))
            {
                return (null, AuthenticationFailure.Tampered);
            }

            key = key.EndWithAncestors(ancestors.ToDictionary(ancestor => ancestor.Id), sessionKey.IdOf(hasher));
        }

        return key is null || key.RevokedAt is not null ? (null, AuthenticationFailure.Revoked)
            : key.IsUsedUp || !key.IsActive(found.ReadAt) ? (null, AuthenticationFailure.Expired)
            : (key, default);
    }
}
