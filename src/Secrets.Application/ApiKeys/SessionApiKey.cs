using System.Security.Cryptography;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application.ApiKeys;

/// <summary>
/// The API key that the operator sets in <c>SESSION_API_KEY</c>: every scope of the owner <c>default</c>, for as long as
/// the setting holds it. It is not stored.
/// </summary>
public sealed class SessionApiKey(string? token)
{
    /// <summary>The name of the setting, and of the key.</summary>
    public const string Name = "SESSION_API_KEY";

    public const int MinLength = 16;

    /// <summary>The limit for tokens in requests, too.</summary>
    public const int MaxLength = 1024;

    private Session? _session;

    public string? Token { get; } = token;

    /// <summary>Returns the key if its token has this hash, or null.</summary>
    public AuthenticatedKey? Find(byte[] tokenHash, IApiKeyHasher hasher) =>
        SessionOf(hasher) is { } session && CryptographicOperations.FixedTimeEquals(tokenHash, session.TokenHash) ? session.Key : null;

    /// <summary>Returns the id of the key, which differs with its token; null if there is no such key.</summary>
    public Guid? IdOf(IApiKeyHasher hasher) => SessionOf(hasher)?.Key.Id;

    public override string ToString() => "[redacted]";

    private Session? SessionOf(IApiKeyHasher hasher) =>
        _session ??= Token is null ? null : Session.Create(hasher.HashOf(Token));

    private sealed record Session(byte[] TokenHash, AuthenticatedKey Key)
    {
        // The id differs with the token, so that audit events tell one setting of the session key from another.
        public static Session Create(byte[] tokenHash) =>
            new(tokenHash, new AuthenticatedKey(new Guid(tokenHash.AsSpan(0, 16)), Owner.Default.Id, Scopes.All));
    }
}
