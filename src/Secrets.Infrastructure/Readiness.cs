using Secrets.Application;
using Secrets.Application.Diagnosis;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure;

internal sealed class Readiness(IDatabase database, IDatabaseServer server, Migrations migrations, Installation installation, Replica replica) : IReadiness
{
    private readonly int _latest = migrations.Latest;

    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        if (server.FindFault() is { } fault)
        {
            return fault;
        }

        var ring = installation.Ring;
        var registered = await database.QueryAsync<(int? Schema, byte[] Id, bool Needed)>(
            """
            SELECT (SELECT max(number) FROM schema_migrations), id,
                   EXISTS (SELECT 1 FROM owner_keys WHERE root_key_id = root_keys.id) OR EXISTS (SELECT 1 FROM system_keys WHERE root_key_id = root_keys.id)
            FROM root_keys
            """,
            new { },
            cancellationToken
        );
        var keys = registered.ToDictionary(key => KeyId.Read(key.Id), key => key.Needed);
        if (!keys.ContainsKey(ring.ActiveId))
        {
            return $"The database does not know the active key {ring.ActiveId} of the key ring.";
        }

        if (registered[0].Schema != _latest)
        {
            return $"The database has schema {registered[0].Schema}, and this program is for {_latest}.";
        }

        var lacking = keys.Where(key => key.Value && !ring.Ids.Contains(key.Key)).Select(key => key.Key);
        return lacking.Any() ? $"The key ring lacks {string.Join(", ", lacking)}, which the database needs." : await FindWriteFaultAsync();
    }

    // Costs a write only if the last one failed: so that the service is ready again as soon as writes work.
    private async Task<string?> FindWriteFaultAsync()
    {
        if (server.WriteFault is null && replica.IsNoted)
        {
            return null;
        }

        try
        {
            await replica.NoteAsync();
            return server.WriteFault;
        }
        catch (StorageUnavailableException)
        {
            return server.WriteFault ?? "The database takes no writes.";
        }
    }
}
