namespace Secrets.Infrastructure.Persistence;

/// <summary>How a secret is read and written.</summary>
internal static class SecretRow
{
    /// <summary>The columns of the metadata and of the value's warnings, for both current and deleted secrets.</summary>
    public const string Metadata = "description, labels, expires_at, rotate_every_days, canary, value_warnings";

    /// <summary>The columns of the metadata with the names of their properties.</summary>
    public const string MetadataColumns = """
        description AS Description, labels AS LabelText, expires_at AS ExpiresAt, rotate_every_days AS RotateEveryDays, canary AS Canary,
        value_warnings AS ValueWarningBits
        """;

    /// <summary>All columns except those of the value.</summary>
    public const string ListedColumns = $"""
        owner_id AS OwnerId, id AS Id, name AS Name, {MetadataColumns}, version AS Version, revision AS Revision, state AS State,
        created_at AS CreatedAt, updated_at AS UpdatedAt, value_created_at AS ValueCreatedAt, value_created_by AS ValueCreatedBy
        """;

    // The substring is the beginning of the envelope's salt.
    public const string Columns = $"{ListedColumns}, substr(envelope, 13, 16) AS ValueState";

    /// <summary>Writes no row if the name is taken.</summary>
    public const string Insert = $"""
        INSERT INTO secrets (owner_id, id, name, folded_name, {Metadata}, version, revision, state, key_id, envelope,
                             created_at, updated_at, value_created_at, value_created_by, due_at)
        VALUES (@OwnerId, @Id, @Name, @FoldedName, {MetadataParameters}, @Version, @Revision, @State, @KeyId, @Envelope,
                @CreatedAt, @UpdatedAt, @ValueCreatedAt, @ValueCreatedBy, @DueAt)
        ON CONFLICT (owner_id, name) WHERE name IS NOT NULL DO NOTHING
        """;

    /// <summary>Writes no row if somebody else has changed the secret.</summary>
    public const string Update = $"UPDATE secrets SET {Changes} WHERE {IsUnchanged}";

    /// <inheritdoc cref="Update"/>
    public const string UpdateWithValue = $"""
        UPDATE secrets SET {Changes}, version = @Version, key_id = @KeyId, envelope = @Envelope,
                           value_created_at = @ValueCreatedAt, value_created_by = @ValueCreatedBy
        WHERE {IsUnchanged}
        """;

    /// <summary>Stores an old value that was encrypted again.</summary>
    public const string UpdateVersion = """
        UPDATE secret_versions SET key_id = @KeyId, envelope = @Envelope
        WHERE owner_id = @OwnerId AND secret_id = @SecretId AND version = @Version
        """;

    /// <summary>Makes the current value an old version. A further condition names the state of the secret.</summary>
    public const string Archive = """
        INSERT INTO secret_versions (owner_id, secret_id, version, key_id, envelope, created_at, created_by)
        SELECT owner_id, id, version, key_id, envelope, value_created_at, value_created_by
        FROM secrets WHERE owner_id = @OwnerId AND id = @Id
        """;

    /// <summary>
    /// Finds the name of another secret that looks like this one's: an empty name without such a secret, and no row if this one was not
    /// written.
    /// </summary>
    public const string FindLookalike = """
        SELECT coalesce((SELECT name FROM secrets other
                         WHERE other.owner_id = @OwnerId AND other.folded_name = @FoldedName AND other.id <> @Id LIMIT 1), '')
        FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND state = @State
        """;

    /// <summary>
    /// The same for a caller that does not reach all secrets: up to 100 such names, one a line. It may reach some of them.
    /// </summary>
    public const string FindLookalikes = $"""
        SELECT coalesce((SELECT {JoinNames}
                         FROM (SELECT name FROM secrets other
                               WHERE other.owner_id = @OwnerId AND other.folded_name = @FoldedName AND other.id <> @Id
                               LIMIT 100) AS names), '')
        FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND state = @State
        """;

    /// <summary>Joins names by line breaks, which no name has.</summary>
    public const string JoinNames = "string_agg(name, '\n')";

    private const string MetadataParameters = "@Description, @LabelText, @ExpiresAt, @RotateEveryDays, @Canary, @ValueWarningBits";

    private const string MetadataChanges = """
        description = @Description, labels = @LabelText, expires_at = @ExpiresAt, rotate_every_days = @RotateEveryDays, canary = @Canary,
        value_warnings = @ValueWarningBits
        """;

    private const string Changes = $"""
        name = @Name, folded_name = @FoldedName, {MetadataChanges}, revision = @Revision, state = @State, updated_at = @UpdatedAt,
        due_at = @DueAt
        """;

    private const string IsUnchanged = "owner_id = @OwnerId AND id = @Id AND revision = @Revision - 1";
}
