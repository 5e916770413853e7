using Secrets.Application.Encryption;
using Secrets.Application.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The envelope of a secret's current value, and where it belongs.</summary>
internal sealed record CurrentValue(Guid Id, long Version, byte[] Envelope)
{
    private const string FindOne = "SELECT id, version, envelope FROM secrets WHERE owner_id = @OwnerId AND name = @Name";

    // Not a join: a plan that was made while there were few secrets would read all of them.
    private const string FindMany =
        """
        SELECT row, id, version, envelope
        FROM unnest(@OwnerId, @Name) WITH ORDINALITY AS given (owner_id, name, row)
        CROSS JOIN LATERAL (SELECT id, version, envelope FROM secrets WHERE secrets.owner_id = given.owner_id AND secrets.name = given.name LIMIT 1) AS found
        """;

    public static SharedStatement<Key, CurrentValue> Find { get; } = new(FindOne, FindMany, Key.ColumnsOf);

    public SealedSecret At(Key key) => new(new SecretAddress(key.OwnerId, Id, Version, key.Name), Envelope);

    internal sealed record Key(Guid OwnerId, string Name)
    {
        public static object ColumnsOf(IReadOnlyList<Key> keys) => new { OwnerId = keys.Select(key => key.OwnerId).ToArray(), Name = keys.Select(key => key.Name).ToArray() };
    }
}
