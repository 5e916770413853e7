using Secrets.Application.Secrets;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A secret to be made with its event: what is done most.</summary>
internal sealed record NewSecret(
    Guid OwnerId,
    Guid SecretId,
    string Name,
    string FoldedName,
    string? Description,
    long Version,
    byte[] Envelope,
    Guid Id,
    long At,
    Guid KeyId,
    string Action,
    string Result,
    long Count,
    string RequestId,
    string ClientIp,
    byte[] Mac
)
{
    /// <summary>The name of another secret that looks like this one's, or null.</summary>
    public const string Lookalike =
        "(SELECT other.name FROM secrets AS other WHERE other.owner_id = @OwnerId AND other.folded_name = @FoldedName AND other.id <> @SecretId LIMIT 1)";

    // In one order everywhere: those that cross would wait for each other.
    private static readonly string CreateMany = $"""
        WITH given AS (
            SELECT *
            FROM unnest(@OwnerId, @SecretId, @Name, @FoldedName, @Description, @Version, @Envelope, @Id, @At, @KeyId, @Action, @Result, @Count, @RequestId, @ClientIp, @Mac) WITH ORDINALITY
                AS given (owner_id, secret_id, name, folded_name, description, version, envelope, id, at, key_id, action, result, count, request_id, client_ip, mac, row)
        ), made AS (
            INSERT INTO secrets (owner_id, id, name, folded_name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by)
            SELECT owner_id, secret_id, name, folded_name, description, version, 1, {EnvelopeColumn.Of(
            "given.owner_id",
            "given.envelope",
            "FOR KEY SHARE"
        )}, at, at, at, key_id FROM given ORDER BY owner_id, name
            ON CONFLICT (owner_id, name) DO NOTHING
            RETURNING owner_id, id AS secret_id
        ), noted AS (
            INSERT INTO audit_events (owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, client_ip, mac)
            SELECT owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, client_ip, mac FROM made JOIN given USING (owner_id, secret_id)
        ), counted AS (
            INSERT INTO secret_counts (owner_id, change) SELECT owner_id, count(*) FROM made GROUP BY owner_id
        )
        SELECT row, (SELECT other.name FROM secrets AS other
                     WHERE other.owner_id = given.owner_id AND other.folded_name = given.folded_name AND other.id <> given.secret_id LIMIT 1) AS Lookalike
        FROM made JOIN given USING (owner_id, secret_id)
        """;

    /// <summary>Gives a row unless the name is taken.</summary>
    public static SharedStatement<NewSecret, Created> Create(IDatabase database) =>
        new(
            $"""
            INSERT INTO secrets (owner_id, id, name, folded_name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by)
            VALUES (@OwnerId, @SecretId, @Name, @FoldedName, @Description, @Version, 1, {EnvelopeColumn.Of(
                "@OwnerId",
                "@Envelope",
                database.ForKeyShare
            )}, @At, @At, @At, @KeyId)
            ON CONFLICT (owner_id, name) DO NOTHING
            RETURNING {Lookalike} AS Lookalike;

            {AuditRow.InsertSelect} WHERE EXISTS (SELECT 1 FROM secrets WHERE owner_id = @OwnerId AND id = @SecretId);

            INSERT INTO secret_counts (owner_id, change) SELECT owner_id, 1 FROM secrets WHERE owner_id = @OwnerId AND id = @SecretId
            """,
            CreateMany,
            ColumnsOf
        );

    public static NewSecret Of(EncryptedSecret secret, string? description, AuditEvent created) =>
        new(
            created.OwnerId,
            secret.Address.SecretId,
            secret.Address.Name,
            Domain.Secrets.FoldedName.Of(secret.Address.Name),
            description,
            secret.Address.Version,
            secret.Envelope,
            created.Id,
            created.At,
            created.KeyId,
            created.Action,
            created.Result,
            created.Count,
            created.RequestId,
            created.ClientIp,
            created.Mac
        );

    private static object ColumnsOf(IReadOnlyList<NewSecret> secrets) =>
        new
        {
            OwnerId = secrets.Select(secret => secret.OwnerId).ToArray(),
            SecretId = secrets.Select(secret => secret.SecretId).ToArray(),
            Name = secrets.Select(secret => secret.Name).ToArray(),
            FoldedName = secrets.Select(secret => secret.FoldedName).ToArray(),
            Description = secrets.Select(secret => secret.Description).ToArray(),
            Version = secrets.Select(secret => secret.Version).ToArray(),
            Envelope = secrets.Select(secret => secret.Envelope).ToArray(),
            Id = secrets.Select(secret => secret.Id).ToArray(),
            At = secrets.Select(secret => secret.At).ToArray(),
            KeyId = secrets.Select(secret => secret.KeyId).ToArray(),
            Action = secrets.Select(secret => secret.Action).ToArray(),
            Result = secrets.Select(secret => secret.Result).ToArray(),
            Count = secrets.Select(secret => secret.Count).ToArray(),
            RequestId = secrets.Select(secret => secret.RequestId).ToArray(),
            ClientIp = secrets.Select(secret => secret.ClientIp).ToArray(),
            Mac = secrets.Select(secret => secret.Mac).ToArray(),
        };

    /// <summary>Returns what became of the wish for a name that was claimed.</summary>
    public static NameClaim ClaimBeside(string? lookalike, string name) =>
        lookalike is null ? NameClaim.Claimed
        : string.Equals(lookalike, name, StringComparison.OrdinalIgnoreCase) ? NameClaim.ClaimedBesideCaseDuplicate
        : NameClaim.ClaimedBesideLookalike;

    internal sealed record Created
    {
        public string? Lookalike { get; init; }
    }
}
