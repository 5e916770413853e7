using Secrets.Application.Audit;
using Secrets.Application.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A secret to be made with its event: what is done most.</summary>
internal sealed record NewSecret(
    Guid OwnerId, Guid SecretId, string Name, string? Description, long Version, byte[] Envelope,
    Guid Id, long At, Guid KeyId, string Action, string Result, long Count, string RequestId, string Peer, byte[] Mac)
{
    /// <summary>Whether a name differs from that of another secret only in the case of letters.</summary>
    public const string HasTwin =
        "EXISTS (SELECT 1 FROM secrets AS other WHERE other.owner_id = @OwnerId AND lower(other.name) = lower(@Name) AND other.id <> @SecretId)";

    /// <summary>Gives a row unless the name is taken.</summary>
    public const string CreateOne =
        $"""
        INSERT INTO secrets (owner_id, id, name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by)
        VALUES (@OwnerId, @SecretId, @Name, @Description, @Version, 1, @Envelope, @At, @At, @At, @KeyId)
        ON CONFLICT (owner_id, name) DO NOTHING
        RETURNING {HasTwin} AS HasTwin;

        {AuditRow.InsertSelect} WHERE EXISTS (SELECT 1 FROM secrets WHERE owner_id = @OwnerId AND id = @SecretId);

        INSERT INTO secret_counts (owner_id, change) SELECT owner_id, 1 FROM secrets WHERE owner_id = @OwnerId AND id = @SecretId
        """;

    // In one order everywhere: those that cross would wait for each other.
    private const string CreateMany =
        """
        WITH given AS (
            SELECT *
            FROM unnest(@OwnerId, @SecretId, @Name, @Description, @Version, @Envelope, @Id, @At, @KeyId, @Action, @Result, @Count, @RequestId, @Peer, @Mac) WITH ORDINALITY
                AS given (owner_id, secret_id, name, description, version, envelope, id, at, key_id, action, result, count, request_id, peer, mac, row)
        ), made AS (
            INSERT INTO secrets (owner_id, id, name, description, version, revision, envelope, created_at, updated_at, value_created_at, value_created_by)
            SELECT owner_id, secret_id, name, description, version, 1, envelope, at, at, at, key_id FROM given ORDER BY owner_id, name
            ON CONFLICT (owner_id, name) DO NOTHING
            RETURNING owner_id, id AS secret_id
        ), noted AS (
            INSERT INTO audit_events (owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, peer, mac)
            SELECT owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, peer, mac FROM made JOIN given USING (owner_id, secret_id)
        ), counted AS (
            INSERT INTO secret_counts (owner_id, change) SELECT owner_id, count(*) FROM made GROUP BY owner_id
        )
        SELECT row, EXISTS (SELECT 1 FROM secrets AS other WHERE other.owner_id = given.owner_id AND lower(other.name) = lower(given.name) AND other.id <> given.secret_id) AS HasTwin
        FROM made JOIN given USING (owner_id, secret_id)
        """;

    public static SharedStatement<NewSecret, Created> Create { get; } = new(CreateOne, CreateMany, ColumnsOf);

    public static NewSecret Of(SealedSecret secret, string? description, AuditEvent created) => new(
        created.OwnerId, secret.Address.SecretId, secret.Address.Name, description, secret.Address.Version, secret.Envelope,
        created.Id, created.At, created.KeyId, created.Action, created.Result, created.Count, created.RequestId, created.Peer, created.Mac);

    private static object ColumnsOf(IReadOnlyList<NewSecret> secrets) => new
    {
        OwnerId = secrets.Select(secret => secret.OwnerId).ToArray(),
        SecretId = secrets.Select(secret => secret.SecretId).ToArray(),
        Name = secrets.Select(secret => secret.Name).ToArray(),
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
        Peer = secrets.Select(secret => secret.Peer).ToArray(),
        Mac = secrets.Select(secret => secret.Mac).ToArray(),
    };

    internal sealed record Created
    {
        public bool HasTwin { get; init; }
    }
}
