using Secrets.Domain.ApiKeys;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A row of the table <c>api_keys</c>.</summary>
internal sealed class ApiKeyRow
{
    /// <param name="now">The SQL expression of the database's clock.</param>
    public static string Select(string now) =>
        $"""
            SELECT owner_id AS OwnerId, id AS Id, name AS Name, scopes AS Scopes, token_hash AS TokenHash, created_at AS CreatedAt,
                   expires_at AS ExpiresAt, retires_at AS RetiresAt, revoked_at AS RevokedAt, last_used_at AS LastUsedAt, mac AS Mac,
                   secret_names AS SecretNames, client_networks AS ClientNetworks, parent_id AS ParentId, depth AS Depth,
                   max_uses AS MaxUses, uses AS Uses,
                   {now} AS ReadAt
            FROM api_keys
            """;

    public required Guid OwnerId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Scopes { get; init; }

    public required byte[] TokenHash { get; init; }

    public required long CreatedAt { get; init; }

    public long? ExpiresAt { get; init; }

    public long? RetiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public long? LastUsedAt { get; init; }

    public string? SecretNames { get; init; }

    public string? ClientNetworks { get; init; }

    public Guid? ParentId { get; init; }

    public long Depth { get; init; }

    public long? MaxUses { get; init; }

    public long Uses { get; init; }

    public required byte[] Mac { get; init; }

    /// <summary>The time of the read by the database's clock.</summary>
    public long ReadAt { get; init; }

    public static ApiKeyRow Of(ApiKey key) =>
        new()
        {
            OwnerId = key.OwnerId,
            Id = key.Id,
            Name = key.Name,
            Scopes = Domain.ApiKeys.Scopes.Join(key.Scopes),
            TokenHash = key.TokenHash,
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            RetiresAt = key.RetiresAt,
            RevokedAt = key.RevokedAt,
            SecretNames = key.Restrictions.Secrets?.Join(),
            ClientNetworks = key.Restrictions.ClientNetworks?.Join(),
            ParentId = key.ParentId,
            Depth = key.Depth,
            MaxUses = key.MaxUses,
            Mac = key.Mac,
        };

    public ApiKey ToKey() =>
        new()
        {
            OwnerId = OwnerId,
            Id = Id,
            Name = Name,
            Scopes = Domain.ApiKeys.Scopes.Split(Scopes),
            TokenHash = TokenHash,
            CreatedAt = CreatedAt,
            ExpiresAt = ExpiresAt,
            RetiresAt = RetiresAt,
            RevokedAt = RevokedAt,
            LastUsedAt = LastUsedAt,
            Restrictions = SecretNames is null && ClientNetworks is null ? ApiKeyRestrictions.None : Restrictions(),
            ParentId = ParentId,
            Depth = Narrow(Depth),
            MaxUses = MaxUses is { } max ? Narrow(max) : null,
            Uses = Narrow(Uses),
            Mac = Mac,
        };

    // A cast would drop bits that somebody has set, and the MAC would not notice.
    private static int Narrow(long number) => (int)Math.Clamp(number, int.MinValue, int.MaxValue);

    private ApiKeyRestrictions Restrictions() =>
        new(
            SecretNames is null ? null : Domain.ApiKeys.SecretNames.Split(SecretNames),
            ClientNetworks is null ? null : Domain.ApiKeys.ClientNetworks.Split(ClientNetworks)
        );
}
