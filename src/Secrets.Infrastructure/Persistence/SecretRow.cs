using Secrets.Application.Secrets;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A secret as it is read, with its envelope where that is asked for.</summary>
internal sealed record SecretRow
{
    public const string Columns =
        "owner_id AS OwnerId, id AS Id, name AS Name, description AS Description, version AS Version, revision AS Revision, created_at AS CreatedAt, updated_at AS UpdatedAt";

    private const string FindOne = $"SELECT {Columns} FROM secrets WHERE owner_id = @OwnerId AND name = @Name";

    // LATERAL for the reason that CurrentValue gives.
    private const string FindMany =
        $"""
        SELECT row, found.*
        FROM unnest(@OwnerId, @Name) WITH ORDINALITY AS given (owner, called, row)
        CROSS JOIN LATERAL (SELECT {Columns} FROM secrets WHERE owner_id = given.owner AND name = given.called LIMIT 1) AS found
        """;

    public static SharedStatement<CurrentValue.Key, SecretRow> Find { get; } = new(FindOne, FindMany, CurrentValue.Key.ColumnsOf, secret => secret.Row);

    public long Row { get; init; }

    public Guid OwnerId { get; init; }

    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public long Version { get; init; }

    public long Revision { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public byte[] Envelope { get; init; } = [];

    public StoredSecret Secret => new(OwnerId, Id, Name, Description, Version, Revision, CreatedAt, UpdatedAt);
}
