using Secrets.Application.Secrets;
using Secrets.Domain.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A row with the envelope of a current, old or deleted value.</summary>
/// <remarks>Properties instead of a constructor: without rows, SQLite does not know the type of an expression.</remarks>
internal sealed class EnvelopeRow
{
    /// <summary>Selects current values. A condition follows.</summary>
    public const string SelectCurrent =
        "SELECT owner_id AS OwnerId, id AS SecretId, version AS Version, name AS Name, envelope AS Envelope FROM secrets";

    /// <summary>Selects old and deleted values. A condition follows, and then <see cref="EndOld"/>.</summary>
    public const string SelectOld = """
        SELECT old.owner_id AS OwnerId, old.secret_id AS SecretId, old.version AS Version,
               coalesce(secrets.name, deleted.name, '') AS Name, old.envelope AS Envelope
        FROM (SELECT * FROM secret_versions
        """;

    // The name comes from the secret, which may be deleted.
    public const string EndOld = """
        ) AS old
        LEFT JOIN secrets ON secrets.owner_id = old.owner_id AND secrets.id = old.secret_id
        LEFT JOIN deleted_secrets AS deleted ON deleted.owner_id = old.owner_id AND deleted.id = old.secret_id
        ORDER BY old.owner_id, old.secret_id, old.version
        """;

    public Guid OwnerId { get; init; }

    public Guid SecretId { get; init; }

    public long Version { get; init; }

    public string Name { get; init; } = "";

    public byte[] Envelope { get; init; } = [];

    public EncryptedSecret Secret => new(new SecretAddress(OwnerId, SecretId, Version, Name), Envelope);
}
