using Secrets.Application.ApiKeys;

namespace Secrets.Infrastructure.Persistence;

/// <summary>An API key as it is read.</summary>
internal sealed record ApiKeyRow
{
    private const string IsOfOwner = "EXISTS (SELECT 1 FROM owners WHERE owners.id = owner_id AND shredded_at IS NULL)";

    public long Row { get; init; }

    public Guid OwnerId { get; init; }

    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Scopes { get; init; } = "";

    public byte[] Lookup { get; init; } = [];

    public long CreatedAt { get; init; }

    public long? ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public long? LastUsedAt { get; init; }

    public byte[] Mac { get; init; } = [];

    public long? ExpiresIn { get; init; }

    public StoredApiKey Key => new()
    {
        OwnerId = OwnerId,
        Id = Id,
        Name = Name,
        Scopes = Scopes,
        Lookup = Lookup,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        RevokedAt = RevokedAt,
        LastUsedAt = LastUsedAt,
        Mac = Mac,
        ExpiresIn = ExpiresIn,
    };

    /// <param name="select">Selects the columns from api_keys.</param>
    public static SharedStatement<Token, ApiKeyRow> Find(string select) => new(
        $"{select} WHERE lookup = @Lookup AND {IsOfOwner}",
        $"""
        SELECT row, found.*
        FROM unnest(@Lookup) WITH ORDINALITY AS given (wanted, row)
        CROSS JOIN LATERAL ({select} WHERE lookup = given.wanted AND {IsOfOwner} LIMIT 1) AS found
        """,
        tokens => new { Lookup = tokens.Select(token => token.Lookup).ToArray() },
        key => key.Row);

    internal sealed record Token(byte[] Lookup);
}
