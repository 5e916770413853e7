using Secrets.Application.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>How a secret is read.</summary>
internal static class SecretRow
{
    // The substring is the beginning of the envelope's salt, as SecretCipher.StateOf reads it.
    public const string Columns =
        "owner_id AS OwnerId, id AS Id, name AS Name, description AS Description, version AS Version, revision AS Revision, created_at AS CreatedAt, updated_at AS UpdatedAt, state AS State, substr(envelope, 13, 16) AS ValueState";

    private const string FindOne = $"SELECT {Columns} FROM secrets WHERE owner_id = @OwnerId AND name = @Name";

    // LATERAL for the reason that StoredValue gives.
    private const string FindMany = $"""
        SELECT row, found.*
        FROM unnest(@OwnerId, @Name) WITH ORDINALITY AS given (owner, called, row)
        CROSS JOIN LATERAL (SELECT {Columns} FROM secrets WHERE owner_id = given.owner AND name = given.called LIMIT 1) AS found
        """;

    public static SharedStatement<SecretName, StoredSecret> Find { get; } = new(FindOne, FindMany, SecretName.ColumnsOf);
}
