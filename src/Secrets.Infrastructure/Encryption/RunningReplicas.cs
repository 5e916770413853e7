using System.Data.Common;
using Dapper;
using Secrets.Application.KeyRing;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>The services that run on a database, by what they note there.</summary>
internal static class RunningReplicas
{
    /// <summary>In microseconds; one that was not seen for longer is gone.</summary>
    public const long LongestSilence = 60_000_000;

    public static async Task<IReadOnlyList<RunningReplica>> ListAsync(IDatabase database, DbConnection connection)
    {
        var rows = await connection.QueryAsync<(Guid Id, string Name, long SeenAt, string RingKeys)>(
            $"SELECT id, name, seen_at, ring_keys FROM replicas WHERE seen_at > {database.Now} - {LongestSilence} ORDER BY name, id");
        return [.. rows.Select(row => new RunningReplica(row.Id, row.Name, row.SeenAt, row.RingKeys.Split(' ')))];
    }
}
