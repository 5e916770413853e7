using Secrets.Application.Secrets;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The changes of a secret, each with its event. They write nothing if somebody else has changed the secret.</summary>
internal sealed class SecretStatements(IDatabase database)
{
    // Locks the secret first: of several changes at once, each sees what those before it wrote.
    private readonly string _archive = $"{SecretRow.Archive} AND revision = @Revision - 1 {database.ForUpdate}";
    private readonly string _archiveDeleted = $"{SecretRow.Archive} AND state = @State";

    private readonly string _delete = $"""
        INSERT INTO deleted_secrets (owner_id, id, name, {SecretRow.Metadata}, version, revision, created_at, deleted_at)
        SELECT owner_id, id, name, {SecretRow.Metadata}, version, revision, created_at, {database.Now}
        FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND state = @State {database.ForUpdate}
        """;

    /// <summary>Adds a secret unless its name is taken. The last result is that of <paramref name="findLookalike"/>.</summary>
    public static IReadOnlyList<Statement> Add(Secret secret, byte[] envelope, AuditEvent created, string findLookalike) =>
        [
            Insert(secret, envelope) with
            {
                Order = BatchOrder.First,
            },
            AuditRow.InsertIf(created, secret.State),
            OwnerCounts.AddSecret(secret),
            new(findLookalike, secret) { HasResult = true, Order = BatchOrder.Last },
        ];

    /// <summary>Inserts a secret, unless its name is taken.</summary>
    public static Statement Insert(Secret secret, byte[] envelope) => new(SecretRow.Insert, Value(envelope), secret);

    /// <summary>Stores metadata. The first result has the row.</summary>
    public static IReadOnlyList<Statement> Update(Secret changed, AuditEvent updated) =>
        [new(SecretRow.Update, changed), AuditRow.InsertIf(updated, changed.State)];

    /// <summary>Stores a further value. The second result has the row.</summary>
    public IReadOnlyList<Statement> SetValue(Secret changed, byte[] envelope, int versionsKept, AuditEvent valued) =>
        [
            new(_archive, changed),
            new(SecretRow.UpdateWithValue, Value(envelope), changed),
            new(
                """
                DELETE FROM secret_versions WHERE owner_id = @OwnerId AND secret_id = @Id AND version <= @Oldest
                AND EXISTS (SELECT 1 FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND state = @State)
                """,
                changed,
                new { Oldest = changed.Version - versionsKept }
            ),
            AuditRow.InsertIf(valued, changed.State),
        ];

    /// <summary>Stores a renamed secret. The last result is that of <paramref name="findLookalike"/>.</summary>
    /// <param name="values">The current value and, after it, old ones.</param>
    public static IReadOnlyList<Statement> Rename(
        Secret renamed,
        IReadOnlyList<EncryptedSecret> values,
        AuditEvent updated,
        string findLookalike
    ) =>
        [
            new(SecretRow.UpdateWithValue, Value(values[0].Envelope), renamed),
            .. values.Skip(1).Select(old => new Statement(SecretRow.UpdateVersion, Value(old.Envelope), old.Address)),
            AuditRow.InsertIf(updated, renamed.State),
            new(findLookalike, renamed) { HasResult = true },
        ];

    /// <summary>Stores a secret without an old version, if it has that. The first result has the row.</summary>
    public static IReadOnlyList<Statement> DestroyVersion(Secret changed, long version, AuditEvent destroyed) =>
        [
            new(
                $"""
                {SecretRow.Update}
                AND EXISTS (SELECT 1 FROM secret_versions WHERE owner_id = @OwnerId AND secret_id = @Id AND version = @Destroyed)
                """,
                changed,
                new { Destroyed = version }
            ),
            new(
                """
                DELETE FROM secret_versions WHERE owner_id = @OwnerId AND secret_id = @Id AND version = @Destroyed
                AND EXISTS (SELECT 1 FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND state = @State)
                """,
                changed,
                new { Destroyed = version }
            ),
            AuditRow.InsertIf(destroyed, changed.State),
        ];

    /// <summary>Makes a secret a deleted one. Its values stay together: the current one becomes the last of the old ones.</summary>
    public IReadOnlyList<Statement> Delete(Secret current, AuditEvent deleted) =>
        [
            new(_delete, current),
            new(_archiveDeleted, current),
            AuditRow.InsertIf(deleted, current.State) with
            {
                // The secret is gone afterwards.
                Order = BatchOrder.InPlace,
            },
            new("DELETE FROM secrets WHERE owner_id = @OwnerId AND id = @Id AND state = @State", current),
        ];

    /// <summary>Returns the parameters that are not those of the secret.</summary>
    private static object Value(byte[] envelope) => new { KeyId = Envelope.KeyIdOf(envelope).ToBytes(), Envelope = envelope };
}
