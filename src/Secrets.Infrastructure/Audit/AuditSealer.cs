using System.Diagnostics;
using System.Security.Cryptography;
using Dapper;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Audit;

/// <summary>
/// Makes seals, and removes those that are past their time. Of several replicas one does it at a time. Each remembers the last seal that it
/// saw: the database alone cannot show that its newest events and seals were taken away.
/// </summary>
internal sealed class AuditSealer(IDatabase database, IDatabaseServer server, AuditMac mac, AuditTrail audit, TimeProvider time)
{
    /// <summary>After this time events are sealed whoever holds the lease, which anybody who writes the database can renew.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private const int EventsPerSeal = 10_000;
    private const int RemovedAtOnce = 10;

    private readonly Lease _lease = new(database, "audit sealer", time);

    // What was settled at some time: once the chain is that long, no older event waits.
    private SettledPosition _awaited;
    private long _sealedUntil;
    private long _firstLook;

    public TimeSpan? Lag => Volatile.Read(ref _sealedUntil) is > 0 and var until ? time.GetElapsedTime(until) : null;

    public TimeSpan Wait => Lag ?? (Volatile.Read(ref _firstLook) is > 0 and var look ? time.GetElapsedTime(look) : TimeSpan.Zero);

    /// <summary>The last seal that this process saw and that is durable.</summary>
    public AuditSeal? Known { get; private set; }

    /// <summary>The number of the last seal that this process saw and that is no longer there; null if there is none.</summary>
    public long? LostSeal { get; private set; }

    public async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        _ = Interlocked.CompareExchange(ref _firstLook, Stopwatch.GetTimestamp(), 0);
        var settled = await server.GetSettledPositionAsync(cancellationToken);
        var last = await FindLastAsync(cancellationToken);
        await FollowAsync(last, cancellationToken);
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

        if (!await MaySealAsync())
        {
            return 0;
        }

        // Again, now that no other replica seals.
        last = await FindLastAsync(cancellationToken);
        var now = (await database.QueryAsync<long>($"SELECT {database.Now}", new { }, cancellationToken))[0];
        var total = 0;
        int count;
        do
        {
            var events = await database.QueryAsync<(Guid OwnerId, Guid Id, long Position, byte[] Mac)>(
                "SELECT owner_id, id, position, mac FROM audit_events WHERE position > @LastPosition AND position <= @settled ORDER BY position LIMIT @EventsPerSeal",
                new
                {
                    last.LastPosition,
                    settled = settled.Position,
                    EventsPerSeal,
                },
                cancellationToken
            );
            count = events.Count;
            if (count > 0)
            {
                last = Make(last, events, now);
                if (!await TryStoreAsync(last))
                {
                    // The lease ran out, and another one has sealed meanwhile.
                    return total;
                }

                Known = last;

                total += count;
            }
        } while (count == EventsPerSeal && await MaySealAsync());

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
            // Never the last one, which the next will be chained to; and none after one that stays, whatever the clock said when it was made.
            var first = await database.QueryAsync<AuditSeal>(
                $"SELECT {AuditSeal.Columns} FROM audit_blocks WHERE number < (SELECT max(number) FROM audit_blocks) ORDER BY number LIMIT @RemovedAtOnce",
                new { RemovedAtOnce },
                cancellationToken
            );
            var seals = first.TakeWhile(seal => seal.SealedAt <= sealedUntil).ToList();
            if (seals.Count == 0)
            {
                break;
            }

            total += await database.TransactAsync(async connection =>
            {
                var end = seals[^1];
                var lastEventAt = await connection.ExecuteScalarAsync<long?>(
                    "SELECT max(at) FROM audit_events WHERE position <= @LastPosition",
                    end
                );
                await connection.ExecuteAsync(
                    AuditMark.Write,
                    AuditMark.Of(AuditMark.Removed, end, Math.Max(end.SealedAt, lastEventAt ?? 0), mac)
                );
                await connection.ExecuteAsync("DELETE FROM audit_blocks WHERE number <= @Number", end);
                return await connection.ExecuteAsync("DELETE FROM audit_events WHERE position <= @LastPosition", end);
            });
        }

        return total;
    }

    /// <summary>The last seal, or what stands in its place before the first.</summary>
    public async Task<AuditSeal> FindLastAsync(CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<AuditSeal>(
                $"SELECT {AuditSeal.Columns} FROM audit_blocks ORDER BY number DESC LIMIT 1",
                new { },
                cancellationToken
            )
        ).SingleOrDefault(AuditSeal.Origin);

    /// <summary>True if a seal is one of this chain, or was before its beginning was removed.</summary>
    public async Task<bool> HasAsync(long number, byte[] sealMac, CancellationToken cancellationToken)
    {
        if (
            await database.QueryAsync<byte[]>("SELECT mac FROM audit_blocks WHERE number = @number", new { number }, cancellationToken)
            is [var found]
        )
        {
            return found.AsSpan().SequenceEqual(sealMac);
        }

        var removed = await database.QueryAsync<AuditMark>(
            $"{AuditMark.Select} WHERE name = @Removed AND block_number >= @number",
            new { AuditMark.Removed, number },
            cancellationToken
        );
        return removed is [var mark] && mark.IsSigned(mac) && (mark.Number > number || mark.SealMac.AsSpan().SequenceEqual(sealMac));
    }

    // A seal can be read although its commit waits for a standby, which may be promoted without it. What is written after it was read is
    // acknowledged only with it.
    private async Task FollowAsync(AuditSeal last, CancellationToken cancellationToken)
    {
        if (Known is { } known ? known.Number == last.Number && known.Mac.AsSpan().SequenceEqual(last.Mac) : last.Number == 0)
        {
            return;
        }

        if (Known is { } lost && !await HasAsync(lost.Number, lost.Mac, cancellationToken))
        {
            await audit.AppendAsync(Caller.Operator, AuditActions.LoseSeal, version: lost.Number, result: AuditResults.Failed);
            LostSeal = lost.Number;
        }
        else
        {
            await database.WriteAsync("UPDATE database_clock SET seen_at = seen_at", new { });
        }

        Known = last.Number == 0 ? null : last;
    }

    private async Task<bool> MaySealAsync() => await _lease.AcquireAsync() || Wait > MaxWait;

    private async Task<bool> HasEventsAsync(long after, long until, CancellationToken cancellationToken) =>
        await database.QueryAsync<int>(
            "SELECT 1 FROM audit_events WHERE position > @after AND position <= @until LIMIT 1",
            new { after, until },
            cancellationToken
        )
            is [_];

    private void NoteSealed(SettledPosition until, SettledPosition next)
    {
        Volatile.Write(ref _sealedUntil, until.ReadAt);
        _awaited = next;
    }

    private AuditSeal Make(AuditSeal previous, IReadOnlyList<(Guid OwnerId, Guid Id, long Position, byte[] Mac)> events, long now)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var ids = new byte[16 * events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            events[i].Id.TryWriteBytes(ids.AsSpan(16 * i), bigEndian: true, out _);
            AuditSeal.AddTo(digest, events[i].OwnerId, events[i].Id, events[i].Position, events[i].Mac);
        }

        var made = new AuditSeal(previous.Number + 1, events[^1].Position, ids, digest.GetHashAndReset(), now, []);
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
                    "INSERT INTO audit_blocks (number, last_position, event_ids, digest, created_at, mac) VALUES (@Number, @LastPosition, @EventIds, @Digest, @SealedAt, @Mac)",
                    made
                );
                await connection.ExecuteAsync(AuditMark.Write, AuditMark.Of(AuditMark.Head, made, made.SealedAt, mac));
                return true;
            });
        }
        catch (UniqueViolationException)
        {
            return false;
        }
    }
}
