using System.Data.Common;
using Dapper;
using Secrets.Application.KeyRing;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>The services that run on a database, by what they note there.</summary>
internal static class RunningReplicas
{
    // In microseconds. A replica that was not seen for longer is gone. So is one that was seen ahead of now, before a clock was set back:
    // those that run note themselves every five seconds.
    private const long MaxSilence = 60_000_000;
    private const long MaxLead = 5_000_000;

    /// <summary>An SQL condition on the table of replicas.</summary>
    public static string AreRunning(IDatabase database) =>
        $"seen_at > {database.Now} - {MaxSilence} AND seen_at < {database.Now} + {MaxLead}";

    public static async Task<IReadOnlyList<RunningReplica>> ListAsync(IDatabase database, DbConnection connection)
    {
        var rows = await connection.QueryAsync<(Guid Id, string Name, long SeenAt, string RootKeys)>(
            $"SELECT id, name, seen_at, root_keys FROM replicas WHERE {AreRunning(database)} ORDER BY name, id"
        );
        return [.. rows.Select(row => new RunningReplica(row.Id, row.Name, row.SeenAt, row.RootKeys.Split(' ')))];
    }
}
