namespace Secrets.Domain.ApiKeys;

/// <summary>
/// An API key of an owner, with its scopes and its end. <see cref="Mac"/> authenticates all of it except <see cref="LastUsedAt"/>
/// and <see cref="Uses"/>. Times are microseconds since 1970.
/// </summary>
public sealed record ApiKey
{
    /// <summary>The time for which a child is listed after its end, in microseconds.</summary>
    public const long ChildrenListedFor = 24L * 60 * 60 * 1_000_000;

    /// <summary>The maximum number of ancestors of a child key.</summary>
    public const int MaxDepth = 3;

    public required Guid OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public ApiKeyRestrictions Restrictions { get; init; } = ApiKeyRestrictions.None;

    /// <summary>The key that this child key ends with; null if it is not a child.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The number of ancestors.</summary>
    public int Depth { get; init; }

    /// <summary>The number of values that can be revealed with the key; null for any number.</summary>
    public int? MaxUses { get; init; }

    /// <summary>The number of values that were revealed. It is counted only if <see cref="MaxUses"/> limits it.</summary>
    public int Uses { get; init; }

    /// <summary>The HMAC of the token, 32 bytes. The token itself is not stored.</summary>
    public required byte[] TokenHash { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>The end that the key was created with; null for none.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>The end of the overlap with its successor; null if the key was not rotated.</summary>
    public long? RetiresAt { get; init; }

    public long? RevokedAt { get; init; }

    /// <summary>The approximate time of the last use. It is not written at every use.</summary>
    public long? LastUsedAt { get; init; }

    /// <summary>The MAC, 32 bytes; empty if the key is not signed yet.</summary>
    public byte[] Mac { get; init; } = [];

    /// <summary>The earlier one of <see cref="ExpiresAt"/> and <see cref="RetiresAt"/>; null if the key has neither.</summary>
    public long? EndsAt => Earliest(ExpiresAt, RetiresAt);

    /// <summary>True if all of its uses have been taken.</summary>
    public bool IsUsedUp => Uses >= MaxUses;

    public static ApiKey Create(
        Guid ownerId,
        string name,
        IReadOnlyList<string> scopes,
        byte[] tokenHash,
        long now,
        long? expiresAt = null,
        ApiKeyRestrictions? restrictions = null
    ) =>
        new()
        {
            OwnerId = ownerId,
            Id = Guid.CreateVersion7(Clock.Time(now)),
            Name = name,
            Scopes = scopes,
            Restrictions = restrictions ?? ApiKeyRestrictions.None,
            TokenHash = tokenHash,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };

    /// <summary>Creates a child of the key that a request was authenticated with. It ends with its parent at the latest.</summary>
    public static ApiKey CreateChild(
        AuthenticatedKey parent,
        string name,
        IReadOnlyList<string> scopes,
        ApiKeyRestrictions restrictions,
        byte[] tokenHash,
        long now,
        long lifetime,
        int? maxUses
    )
    {
        ArgumentNullException.ThrowIfNull(parent);
        return Create(parent.OwnerId, name, scopes, tokenHash, now, Earliest(now + lifetime, parent.EndsAt), restrictions) with
        {
            ParentId = parent.Id,
            Depth = parent.Depth + 1,
            MaxUses = maxUses,
        };
    }

    /// <summary>Returns false for a child that ended a day ago.</summary>
    public bool IsListed(long now) => ParentId is null || !(Earliest(EndsAt, RevokedAt) + ChildrenListedFor <= now);

    public bool IsActive(long now) => RevokedAt is null && !(EndsAt <= now);

    /// <summary>
    /// Returns this key, which retires after an overlap, and its successor. The successor has the same name, scopes, restrictions and
    /// lifetime. A second rotation does not prolong the overlap of the first one.
    /// </summary>
    /// <param name="tokenHash">The token hash of the successor.</param>
    /// <param name="overlap">Microseconds.</param>
    public (ApiKey Retired, ApiKey Successor) Rotate(byte[] tokenHash, long now, long overlap)
    {
        var end = now + overlap;
        return (
            this with
            {
                RetiresAt = RetiresAt < end ? RetiresAt : end,
            },
            Create(OwnerId, Name, Scopes, tokenHash, now, now + (ExpiresAt - CreatedAt), Restrictions)
        );
    }

    /// <summary>Returns this key, which ends and is revoked when its parent is, or earlier.</summary>
    public ApiKey EndWith(ApiKey parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return this with
        {
            RetiresAt = Earliest(RetiresAt, parent.EndsAt),
            RevokedAt = Earliest(RevokedAt, parent.RevokedAt),
        };
    }

    /// <summary>Returns this key, revoked. A key that is already revoked keeps its time.</summary>
    public ApiKey Revoke(long now) => RevokedAt is null ? this with { RevokedAt = now } : this;

    private static long? Earliest(long? one, long? other) => one is null || other < one ? other : one;
}
