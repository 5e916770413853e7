namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Writes an envelope as null, which its column refuses, if the owner key that encrypted it no longer exists. In Postgres the key stays
/// locked until the write is committed, so that it cannot be destroyed in the meantime.
/// </summary>
internal static class EnvelopeColumn
{
    // An envelope names the key that encrypted it in its bytes 4 to 11.
    public static string Of(string ownerId, string envelope, string lockingClause) =>
        $"(SELECT {envelope} FROM owner_keys AS used WHERE used.owner_id = {ownerId} AND used.key_id = substr({envelope}, 5, 8) {lockingClause})";
}
