using Secrets.Application.KeyRing;
using Secrets.Domain;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

internal sealed class Replica(IDatabase database, Installation installation, OwnerKeys ownerKeys, TimeProvider time) : IReplica
{
    private readonly Guid _id = Guid.CreateVersion7();

    /// <summary>False if the last <see cref="NoteAsync"/> failed.</summary>
    public bool IsNoted { get; private set; } = true;

    public TimeSpan? RingAge => time.GetUtcNow() - installation.Ring.MadeAt;

    // The ring is noted after it was taken over: what the row says of keys to open with is true at any time.
    public async Task<string?> FollowAsync(CancellationToken cancellationToken)
    {
        ownerKeys.ForgetIdle();
        string? problem = null;
        try
        {
            await installation.RefreshRingAsync(cancellationToken);
        }
        catch (SettingException e)
        {
            problem = e.Message;
        }

        await NoteAsync();
        return problem;
    }

    /// <summary>Notes in the database that this service runs, and its ring keys.</summary>
    public async Task NoteAsync()
    {
        var isNoted = false;
        var ring = installation.Ring;
        var ids = ring.Ids.Where(id => id != ring.ActiveId).Prepend(ring.ActiveId);
        try
        {
            await database.WriteAsync(
                $"""
                INSERT INTO replicas (id, name, seen_at, root_keys, clock_ahead) VALUES (@Id, @Name, {database.Now}, @RootKeys, @Here - {database.Now})
                ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, root_keys = excluded.root_keys, clock_ahead = excluded.clock_ahead
                """,
                new
                {
                    Id = _id,
                    Name = $"{Environment.MachineName}:{Environment.ProcessId}",
                    RootKeys = string.Join(' ', ids),
                    Here = time.Microseconds(),
                }
            );
            isNoted = true;
        }
        finally
        {
            IsNoted = isNoted;
        }
    }

    public Task LeaveAsync() =>
        database.WriteAsync($"DELETE FROM replicas WHERE id = @Id OR NOT ({RunningReplicas.AreRunning(database)})", new { Id = _id });
}
