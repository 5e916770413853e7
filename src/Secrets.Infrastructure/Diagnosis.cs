using System.Runtime.CompilerServices;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Application.Diagnosis;
using Secrets.Domain;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure;

internal sealed class Diagnosis(
    IDatabase database,
    IDatabaseServer server,
    Migrations migrations,
    Installation installation,
    ValueExamination values,
    IAuditChainRepository chain,
    StorageFailures failures,
    TimeProvider time
) : IDiagnosis
{
    private static readonly TimeSpan LargestDifference = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestUnsealed = TimeSpan.FromMinutes(1);

    private static readonly (string What, string Sql)[] Times =
    [
        ("running services", "SELECT seen_at AS at FROM replicas"),
        ("leases", "SELECT expires_at AS at FROM leases"),
        ("marks of the audit log", "SELECT at FROM audit_checkpoints"),
        ("the newest audit events", "SELECT at FROM (SELECT at FROM audit_events ORDER BY position DESC LIMIT 1000) newest"),
        ("deleted secrets", "SELECT deleted_at AS at FROM deleted_secrets"),
        ("secrets", "SELECT updated_at AS at FROM secrets"),
        ("owner keys", "SELECT created_at AS at FROM owner_keys"),
        ("API keys", "SELECT created_at AS at FROM api_keys"),
    ];

    public async IAsyncEnumerable<Finding> ExamineAsync(int? sample, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task<Finding>>[] steps =
        [
            ExamineDatabaseAsync,
            ExamineSchemaAsync,
            ExamineClockAsync,
            ExamineRingAsync,
            ExamineTimesAsync,
            token => values.ExamineAsync(sample, token),
            ExamineAuditAsync,
        ];
        foreach (var step in steps)
        {
            var finding = await step(cancellationToken);
            yield return finding;
            if (finding is { IsFault: true, What: "database" or "schema" or "key ring" })
            {
                yield break;
            }
        }
    }

    private async Task<Finding> ExamineDatabaseAsync(CancellationToken cancellationToken)
    {
        if (server.FindFault() is { } fault)
        {
            return new Finding("database", IsFault: true, fault);
        }

        try
        {
            await server.CheckAsync(cancellationToken);
            var version = await server.GetVersionAsync(cancellationToken);
            return new Finding("database", IsFault: false, $"{server.Name} {version}");
        }
        catch (SettingException e)
        {
            return new Finding("database", IsFault: true, e.Message);
        }
        catch (StorageUnavailableException e)
        {
            return new Finding(
                "database",
                IsFault: true,
                $"it does not answer: {await failures.ExplainAsync(e, cancellationToken) ?? e.InnerException?.Message ?? e.Message} Look at ConnectionStrings__Secrets, and whether the server runs."
            );
        }
    }

    private async Task<Finding> ExamineClockAsync(CancellationToken cancellationToken)
    {
        var start = time.Microseconds();
        var there = (await database.QueryAsync<long>($"SELECT {database.Now}", new { }, cancellationToken))[0];
        var difference = TimeSpan.FromMicroseconds(there - ((start + time.Microseconds()) / 2));
        var wrong = (
            await database.QueryAsync<(string Name, long Ahead)>(
                $"SELECT name, clock_ahead FROM replicas WHERE {RunningReplicas.AreRunning(database)} AND abs(clock_ahead) > @Difference ORDER BY name",
                new { Difference = (long)ClockReading.MaxDifference.TotalMicroseconds },
                cancellationToken
            )
        )
            .Select(replica => $"{replica.Name} by {replica.Ahead / 1_000_000} seconds")
            .ToList();
        return wrong.Count > 0
                ? new Finding(
                    "clock",
                    IsFault: true,
                    $"clocks of running services are ahead of the database's (behind, if negative): {string.Join(", ", wrong)}. These services destroy nothing that is past its time. Set all clocks by NTP."
                )
            : difference.Duration() <= LargestDifference
                ? new Finding("clock", IsFault: false, $"within {LargestDifference.TotalSeconds} seconds of the database's")
            : new Finding(
                "clock",
                IsFault: true,
                $"the database's clock is {difference.TotalSeconds:F0} seconds ahead of this machine's: expiry and retention go by the database's. Set both by NTP."
            );
    }

    private async Task<Finding> ExamineTimesAsync(CancellationToken cancellationToken)
    {
        var ahead = new List<string>();
        foreach (var (what, times) in Times)
        {
            var (count, latest) = (
                await database.QueryAsync<(long Count, long? Latest)>(
                    $"SELECT count(*), max(at) FROM ({times}) AS noted WHERE at > {database.Now} + @Difference",
                    new { Difference = (long)ClockReading.MaxDifference.TotalMicroseconds },
                    cancellationToken
                )
            )[0];
            if (count > 0)
            {
                ahead.Add($"{count} of {what}, to {Clock.Time(latest ?? 0):u}");
            }
        }

        return ahead.Count == 0
            ? new Finding("times", IsFault: false, "none lies in the future")
            : new Finding(
                "times",
                IsFault: true,
                $"times lie in the future: {string.Join("; ", ahead)}. A clock was ahead when they were written, or the database's is behind now: set it by NTP. Leases and services are not heeded until then, deleted secrets and audit events are kept for longer by as much."
            );
    }

    private async Task<Finding> ExamineSchemaAsync(CancellationToken cancellationToken)
    {
        var current = await migrations.FindAsync(cancellationToken);
        return migrations.FindFault(current) is { } fault
            ? new Finding("schema", IsFault: true, fault)
            : new Finding("schema", IsFault: false, $"{current}");
    }

    private async Task<Finding> ExamineRingAsync(CancellationToken cancellationToken)
    {
        try
        {
            if ((await database.QueryAsync<int>("SELECT 1 FROM installation", new { }, cancellationToken)).Count == 0)
            {
                return new Finding("key ring", IsFault: true, "the database is empty: starting the service makes what it lacks.");
            }

            await installation.OpenAsync(cancellationToken);
            return new Finding(
                "key ring",
                IsFault: false,
                $"{installation.Ring.Ids.Count} keys, {installation.Ring.ActiveId} active; all that the database needs, and the ones it knows"
            );
        }
        catch (SettingException e)
        {
            return new Finding(
                "key ring",
                IsFault: true,
                $"{e.Message} Restore the ring from its backup; without it nothing can be decrypted."
            );
        }
    }

    private async Task<Finding> ExamineAuditAsync(CancellationToken cancellationToken)
    {
        var head = await chain.FindLastAsync(cancellationToken);
        var (unsealed, age) = (
            await database.QueryAsync<(long Count, long Age)>(
                $"SELECT count(*), coalesce({database.Now} - min(at), 0) FROM audit_events WHERE position > @LastPosition",
                new { head.LastPosition },
                cancellationToken
            )
        )[0];
        var (now, running) = (
            await database.QueryAsync<(long Now, long Running)>(
                $"SELECT {database.Now}, (SELECT count(*) FROM replicas WHERE {RunningReplicas.AreRunning(database)})",
                new { },
                cancellationToken
            )
        )[0];

        // An event is no older than it says, by a clock that may be wrong, nor than the last seal, which it came after.
        age = unsealed == 0 ? 0 : Math.Min(age, now - head.CreatedAt);
        var text =
            head.Number == 0
                ? $"nothing sealed yet, {unsealed} events"
                : $"seal {head.Number} of {Clock.Time(head.CreatedAt):u}, {unsealed} events after it";
        return age <= LongestUnsealed.TotalMicroseconds ? new Finding("audit", IsFault: false, $"{text}; audit verify walks all of it")
            : running == 0
                ? new Finding(
                    "audit",
                    IsFault: false,
                    $"{text}, the first {age / 1_000_000} seconds old: the next service that starts seals them. Until then whoever writes the database can remove them without a trace"
                )
            : new Finding(
                "audit",
                IsFault: true,
                $"{text}, which have waited for {age / 1_000_000} seconds although a service runs: look in its log; in Postgres, for transactions that do not end."
            );
    }
}
