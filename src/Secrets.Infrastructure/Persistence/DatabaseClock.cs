using Secrets.Application.Clocks;
using Secrets.Domain;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Reads the database's clock. If the clock has jumped forward by more than an hour since a service last read it, nothing is destroyed for
/// an hour. In that time an operator or NTP can correct a wrong clock.
/// </summary>
internal sealed class DatabaseClock(IDatabase database, TimeProvider time) : IDatabaseClock
{
    private static readonly long NoteInterval = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;

    private static readonly long Pause = (long)TimeSpan.FromHours(1).TotalMicroseconds;

    public async Task<ClockReading> ReadAsync(CancellationToken cancellationToken)
    {
        var before = time.Microseconds();
        var (now, seenAt, destroyAfter) = (
            await database.QueryAsync<(long Now, long? SeenAt, long? DestroyAfter)>(
                $"SELECT {database.Now}, (SELECT seen_at FROM database_clock), (SELECT destroy_after FROM database_clock)",
                new { },
                cancellationToken
            )
        )[0];
        var after = time.Microseconds();

        // The database read its clock between these two readings.
        var ahead = TimeSpan.FromMicroseconds(before > now ? before - now : Math.Min(after - now, 0));
        if (seenAt is not { } seen || destroyAfter is not { } until || now - seen > Pause || until - now > Pause)
        {
            (seen, until) = (0, now + Pause);
        }

        if (Math.Abs(now - seen) > NoteInterval)
        {
            await NoteAsync(now, until);
        }

        return new ClockReading(now, ahead, until);
    }

    private Task<int> NoteAsync(long seenAt, long destroyAfter) =>
        database.WriteAsync(
            """
            INSERT INTO database_clock (singleton, seen_at, destroy_after) VALUES (true, @seenAt, @destroyAfter)
            ON CONFLICT (singleton) DO UPDATE SET seen_at = excluded.seen_at, destroy_after = excluded.destroy_after
            """,
            new { seenAt, destroyAfter }
        );
}
