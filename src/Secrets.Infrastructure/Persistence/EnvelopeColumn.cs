namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Writes an envelope as null, which its column refuses, if the owner key that encrypted it no longer exists. In Postgres the key stays
/// locked until the write is committed, so that it cannot be destroyed in the meantime.
/// </summary>
internal static class EnvelopeColumn
{
    /// <summary>An SQL expression that counts an owner's values that another key than <c>@keyId</c> encrypted.</summary>
    public const string CountOlder =
        $"(SELECT count(*) FROM secrets WHERE owner_id = @ownerId AND {IsOlder}) + (SELECT count(*) FROM secret_versions WHERE owner_id = @ownerId AND {IsOlder})";

    // An envelope names the key that encrypted it in its bytes 4 to 11.
    public const string IsOlder = "substr(envelope, 5, 8) <> @keyId";

    public static string Of(string ownerId, string envelope, string lockingClause) =>
        $"(SELECT {envelope} FROM owner_keys AS used WHERE used.owner_id = {ownerId} AND used.key_id = substr({envelope}, 5, 8) {lockingClause})";
}
