using Secrets.Application.Encryption;
using Secrets.Application.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The envelope of a value, and where it belongs.</summary>
internal sealed record StoredValue(Guid Id, long Version, byte[] Envelope)
{
    private const string FindOne = "SELECT id, version, envelope FROM secrets WHERE owner_id = @OwnerId AND name = @Name";

    // Not a join: a plan that was made while there were few secrets would read all of them.
    private const string FindMany = """
        SELECT row, id, version, envelope
        FROM unnest(@OwnerId, @Name) WITH ORDINALITY AS given (owner_id, name, row)
        CROSS JOIN LATERAL (SELECT id, version, envelope FROM secrets WHERE secrets.owner_id = given.owner_id AND secrets.name = given.name LIMIT 1) AS found
        """;

    /// <summary>Finds the current value of a secret.</summary>
    public static SharedStatement<SecretName, StoredValue> FindCurrent { get; } = new(FindOne, FindMany, SecretName.ColumnsOf);

    public EncryptedSecret At(Guid ownerId, string name) => new(new SecretAddress(ownerId, Id, Version, name), Envelope);
}
