using Secrets.Application.Secrets;

namespace Secrets.Infrastructure.Persistence;

internal sealed class SecretRevealRepository(IDatabase database) : ISecretRevealRepository
{
    // Looked up by the primary key, for the secrets of one page only. A join could read all rows.
    public const string ListedColumns = $"""
        (SELECT reveals {OfSecret}) AS Reveals, (SELECT last_revealed_at {OfSecret}) AS LastRevealedAt
        """;

    private const string OfSecret =
        "FROM secret_reveals WHERE secret_reveals.owner_id = secrets.owner_id AND secret_reveals.secret_id = secrets.id";

    // Only for a secret that exists: its row here is destroyed with it, and with the keys of its owner.
    private const string Add = """
        INSERT INTO secret_reveals (owner_id, secret_id, reveals, last_revealed_at)
        SELECT owner_id, id, @Reveals, @LastRevealedAt FROM secrets WHERE owner_id = @OwnerId AND id = @SecretId AND key_id IS NOT NULL
        ON CONFLICT (owner_id, secret_id) DO UPDATE
        SET reveals = secret_reveals.reveals + excluded.reveals,
            last_revealed_at = CASE WHEN excluded.last_revealed_at > secret_reveals.last_revealed_at
                                    THEN excluded.last_revealed_at ELSE secret_reveals.last_revealed_at END
        """;

    public Task AddAsync(IReadOnlyList<SecretReveals> reveals) =>
        database.WriteAsync([.. reveals.Select(some => new Statement(Add, some))]);

    /// <summary>Deletes the reveals of a secret.</summary>
    public static Statement Delete(Guid ownerId, Guid secretId) =>
        new("DELETE FROM secret_reveals WHERE owner_id = @ownerId AND secret_id = @secretId", new { ownerId, secretId });
}
