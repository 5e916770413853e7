using System.Data.Common;
using Dapper;
using Secrets.Application.KeyRing;
using Secrets.Domain.KeyRing;

namespace Secrets.Infrastructure.Persistence;

internal sealed class ReplicaRepository(IDatabase database) : IReplicaRepository
{
    private readonly string _isRunning = IsRunning(database);

    private string ListRunning =>
        $"SELECT id AS Id, name AS Name, seen_at AS SeenAt, root_keys AS RootKeys FROM replicas WHERE {_isRunning} ORDER BY name, id";

    /// <summary>Returns the SQL condition that a row of the table <c>replicas</c> belongs to a running replica.</summary>
    public static string IsRunning(IDatabase database) =>
        $"seen_at > {database.Now} - {RunningReplica.Timeout.TotalMicroseconds} "
        + $"AND seen_at < {database.Now} + {RunningReplica.MaxClockLead.TotalMicroseconds}";

    public async Task<IReadOnlyList<RunningReplica>> ListRunningAsync(CancellationToken cancellationToken) =>
        [.. (await database.QueryAsync<ReplicaRow>(ListRunning, new { }, cancellationToken)).Select(row => row.ToReplica())];

    /// <inheritdoc cref="IReplicaRepository.ListRunningAsync"/>
    public async Task<IReadOnlyList<RunningReplica>> ListRunningAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<ReplicaRow>(ListRunning)).Select(row => row.ToReplica())];

    public async Task<long> CountRunningAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<long>($"SELECT count(*) FROM replicas WHERE {_isRunning}", new { }, cancellationToken))[0];

    /// <summary>
    /// Returns the running replicas whose clocks differ by more than <paramref name="difference"/>, and the microseconds they are ahead.
    /// </summary>
    public Task<IReadOnlyList<(string Name, long Ahead)>> ListWrongClocksAsync(TimeSpan difference, CancellationToken cancellationToken) =>
        database.QueryAsync<(string Name, long Ahead)>(
            $"SELECT name, clock_ahead FROM replicas WHERE {_isRunning} AND abs(clock_ahead) > @Difference ORDER BY name",
            new { Difference = (long)difference.TotalMicroseconds },
            cancellationToken
        );

    public Task NoteAsync(Guid id, string name, IEnumerable<string> rootKeys, long now) =>
        database.WriteAsync(
            $"""
            INSERT INTO replicas (id, name, seen_at, root_keys, clock_ahead)
            VALUES (@id, @name, {database.Now}, @RootKeys, @now - {database.Now})
            ON CONFLICT (id) DO UPDATE
            SET seen_at = excluded.seen_at, root_keys = excluded.root_keys, clock_ahead = excluded.clock_ahead
            """,
            new
            {
                id,
                name,
                RootKeys = string.Join(' ', rootKeys),
                now,
            }
        );

    public Task RemoveAsync(Guid id) => database.WriteAsync($"DELETE FROM replicas WHERE id = @id OR NOT ({_isRunning})", new { id });

    private sealed record ReplicaRow(Guid Id, string Name, long SeenAt, string RootKeys)
    {
        public RunningReplica ToReplica() => new(Id, Name, SeenAt, RootKeys.Split(' '));
    }
}
