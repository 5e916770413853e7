using Secrets.Application;
using Secrets.Application.Diagnosis;
using Secrets.Application.KeyRing;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure;

internal sealed class Readiness(
    IDatabaseServer server,
    Migrations migrations,
    RootKeyRepository rootKeys,
    Installation installation,
    Replica replica
) : IReadiness
{
    private readonly int _latest = migrations.Latest;

    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        if (server.FindFault() is { } fault)
        {
            return fault;
        }

        var schema = await migrations.FindAsync(cancellationToken);
        return schema != _latest
            ? $"The database has schema {schema}, and this program is for {_latest}."
            : await FindKeyRingFaultAsync(cancellationToken) ?? await FindWriteFaultAsync();
    }

    private async Task<string?> FindKeyRingFaultAsync(CancellationToken cancellationToken)
    {
        var ring = installation.Ring;
        var known = await rootKeys.ListIdsAsync(cancellationToken);
        if (!known.Contains(ring.ActiveId))
        {
            return $"The database does not know the active key {ring.ActiveId} of the key ring.";
        }

        if (known.All(ring.Ids.Contains))
        {
            return null;
        }

        var missing = (await rootKeys.ListAsync(cancellationToken))
            .Where(key => key.OwnerKeys + key.SystemKeys > 0 && installation.Keys.Find(key.Id) is null)
            .Select(key => key.Id)
            .ToList();
        return missing.Count > 0 ? $"The key ring lacks {string.Join(", ", missing)}, which the database needs." : null;
    }

    // Writes only if the last write failed. So the service is ready again as soon as writes work.
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
            return server.WriteFault ?? "The database does not accept writes.";
        }
    }
}
