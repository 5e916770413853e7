using Secrets.Domain;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys;

/// <summary>
/// An API key as the database holds it: nothing here gives the token back, and <see cref="Mac"/> authenticates
/// everything but <see cref="LastUsedAt"/>. Times are microseconds since 1970.
/// </summary>
public sealed record StoredApiKey
{
    public required Guid OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Separated by single spaces.</summary>
    public required string Scopes { get; init; }

    /// <summary>The HMAC of the token: 32 bytes.</summary>
    public required byte[] TokenHash { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>The end that it was created with.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>The end of the overlap with its successor.</summary>
    public long? RetiresAt { get; init; }

    public long? RevokedAt { get; init; }

    /// <summary>Written now and then, not at every use.</summary>
    public long? LastUsedAt { get; init; }

    /// <summary>32 bytes.</summary>
    public byte[] Mac { get; init; } = [];

    /// <summary>Microseconds left until the key ends by the database's clock, when the row was read.</summary>
    public long? ExpiresIn { get; init; }

    public bool IsActive => this is { RevokedAt: null, ExpiresIn: null or > 0 };

    public ApiKeyLifetime Lifetime => new(CreatedAt, ExpiresAt, RetiresAt);

    public IReadOnlyList<string> ScopeList => Scopes.Split(' ');

    public static StoredApiKey Create(
        Guid ownerId,
        string name,
        IEnumerable<string> scopes,
        byte[] tokenHash,
        DateTimeOffset now,
        long? expiresAt
    ) =>
        new()
        {
            OwnerId = ownerId,
            Id = Guid.CreateVersion7(now),
            Name = name,
            Scopes = string.Join(' ', scopes),
            TokenHash = tokenHash,
            CreatedAt = Clock.Microseconds(now),
            ExpiresAt = expiresAt,
        };
}
