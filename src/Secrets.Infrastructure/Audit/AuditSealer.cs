using System.Diagnostics;
using System.Security.Cryptography;
using Dapper;
using Secrets.Domain;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Audit;

/// <summary>Makes seals, and removes those that are past their time. Of several replicas one does it at a time.</summary>
internal sealed class AuditSealer(IDatabase database, AuditMac mac, TimeProvider time)
{
    private const int EventsPerSeal = 10_000;
    private const int RemovedAtOnce = 10;

    private readonly Lease _lease = new(database, "audit sealer", time);

    // What was settled at some time: once the chain is that long, no older event waits.
    private SettledPosition _awaited;
    private long _sealedUntil;

    public TimeSpan? Lag => Volatile.Read(ref _sealedUntil) is > 0 and var until ? Stopwatch.GetElapsedTime(until) : null;

    public async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        var settled = await database.SettledPositionAsync(cancellationToken);
        var last = await FindLastAsync(cancellationToken);
        if (settled.Position <= last.LastPosition || !await HasEventsAsync(last.LastPosition, settled.Position, cancellationToken))
        {
            NoteSealed(settled, settled);
            return 0;
        }

        if (last.LastPosition >= _awaited.Position)
        {
            // This replica or another has sealed that far.
            NoteSealed(_awaited, settled);
        }

        if (!await _lease.AcquireAsync())
        {
            return 0;
        }

        // Again, now that no other replica seals.
        last = await FindLastAsync(cancellationToken);
        var total = 0;
        int count;
        do
        {
            var events = await database.QueryAsync<(Guid OwnerId, Guid Id, long Position, byte[] Mac)>(
                "SELECT owner_id, id, position, mac FROM audit_events WHERE position > @LastPosition AND position <= @settled ORDER BY position LIMIT @EventsPerSeal",
                new { last.LastPosition, settled = settled.Position, EventsPerSeal },
                cancellationToken);
            count = events.Count;
            if (count > 0)
            {
                last = Make(last, events);
                if (!await TryStoreAsync(last))
                {
                    // The lease ran out, and another one has sealed meanwhile.
                    return total;
                }

                total += count;
            }
        }
        while (count == EventsPerSeal && await _lease.AcquireAsync());

        if (count < EventsPerSeal)
        {
            NoteSealed(settled, settled);
        }

        return total;
    }

    public async Task<int> RemoveAsync(long sealedUntil, CancellationToken cancellationToken)
    {
        var total = 0;
        while (await _lease.AcquireAsync())
        {
            // Never the last one, which the next will be chained to.
            var seals = await database.QueryAsync<AuditSeal>(
                $"SELECT {AuditSeal.Columns} FROM audit_seals WHERE sealed_at <= @sealedUntil AND number < (SELECT max(number) FROM audit_seals) ORDER BY number LIMIT @RemovedAtOnce",
                new { sealedUntil, RemovedAtOnce },
                cancellationToken);
            if (seals.Count == 0)
            {
                break;
            }

            total += await database.TransactAsync(async connection =>
            {
                var end = seals[^1];
                var lastEventAt = await connection.ExecuteScalarAsync<long?>("SELECT max(at) FROM audit_events WHERE position <= @LastPosition", end);
                await connection.ExecuteAsync(AuditMark.Write, AuditMark.Of(AuditMark.Removed, end, Math.Max(end.SealedAt, lastEventAt ?? 0), mac));
                await connection.ExecuteAsync("DELETE FROM audit_seals WHERE number <= @Number", end);
                return await connection.ExecuteAsync("DELETE FROM audit_events WHERE position <= @LastPosition", end);
            });
        }

        return total;
    }

    /// <summary>The last seal, or what stands in its place before the first.</summary>
    public async Task<AuditSeal> FindLastAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<AuditSeal>($"SELECT {AuditSeal.Columns} FROM audit_seals ORDER BY number DESC LIMIT 1", new { }, cancellationToken)).SingleOrDefault(AuditSeal.Origin);

    private async Task<bool> HasEventsAsync(long after, long until, CancellationToken cancellationToken) =>
        await database.QueryAsync<int>("SELECT 1 FROM audit_events WHERE position > @after AND position <= @until LIMIT 1", new { after, until }, cancellationToken) is [_];

    private void NoteSealed(SettledPosition until, SettledPosition next)
    {
        Volatile.Write(ref _sealedUntil, until.ReadAt);
        _awaited = next;
    }

    private AuditSeal Make(AuditSeal previous, IReadOnlyList<(Guid OwnerId, Guid Id, long Position, byte[] Mac)> events)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var ids = new byte[16 * events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            events[i].Id.TryWriteBytes(ids.AsSpan(16 * i), bigEndian: true, out _);
            AuditSeal.AddTo(digest, events[i].OwnerId, events[i].Id, events[i].Position, events[i].Mac);
        }

        var made = new AuditSeal(previous.Number + 1, events[^1].Position, ids, digest.GetHashAndReset(), time.Microseconds(), []);
        return made with { Mac = mac.OfSeal(made, previous.Mac) };
    }

    private async Task<bool> TryStoreAsync(AuditSeal made)
    {
        try
        {
            return await database.TransactAsync(async connection =>
            {
                // The primary key refuses a second seal of the same number.
                await connection.ExecuteAsync(
                    "INSERT INTO audit_seals (number, last_position, event_ids, digest, sealed_at, mac) VALUES (@Number, @LastPosition, @EventIds, @Digest, @SealedAt, @Mac)", made);
                return await connection.ExecuteAsync(AuditMark.Write, AuditMark.Of(AuditMark.Head, made, made.SealedAt, mac)) > 0;
            });
        }
        catch (UniqueViolationException)
        {
            return false;
        }
    }
}
