using System.Runtime.CompilerServices;
using Secrets.Application;
using Secrets.Application.Diagnosis;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Infrastructure.Audit;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure;

internal sealed class Diagnosis(IDatabase database, Migrations migrations, Installation installation, ISecretCipher cipher, AuditSealer sealer, TimeProvider time) : IDiagnosis
{
    private const int ReadAtOnce = 200;
    private const int NamedAtMost = 10;
    private static readonly TimeSpan LargestDifference = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestUnsealed = TimeSpan.FromMinutes(1);

    public async IAsyncEnumerable<Finding> ExamineAsync(int? sample, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task<Finding>>[] steps = [ExamineDatabaseAsync, ExamineClockAsync, ExamineSchemaAsync, ExamineRingAsync, token => ExamineValuesAsync(sample, token), ExamineAuditAsync];
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
        if (database.FindFault() is { } fault)
        {
            return new Finding("database", IsFault: true, fault);
        }

        try
        {
            var version = (await database.QueryAsync<string>($"SELECT {database.Version}", new { }, cancellationToken))[0];
            return new Finding("database", IsFault: false, $"{database.Name} {version}");
        }
        catch (StorageUnavailableException e)
        {
            return new Finding("database", IsFault: true, $"it does not answer: {e.InnerException?.Message ?? e.Message} Look at ConnectionStrings__Secrets, and whether the server runs.");
        }
    }

    private async Task<Finding> ExamineClockAsync(CancellationToken cancellationToken)
    {
        var start = time.Microseconds();
        var there = (await database.QueryAsync<long>($"SELECT {database.Now}", new { }, cancellationToken))[0];
        var difference = TimeSpan.FromMicroseconds(there - ((start + time.Microseconds()) / 2));
        return difference.Duration() <= LargestDifference
            ? new Finding("clock", IsFault: false, $"within {LargestDifference.TotalSeconds} seconds of the database's")
            : new Finding("clock", IsFault: true, $"the database's clock is {difference.TotalSeconds:F0} seconds ahead of this machine's: expiry and retention go by both. Set both by NTP.");
    }

    private async Task<Finding> ExamineSchemaAsync(CancellationToken cancellationToken)
    {
        var current = await migrations.FindAsync(cancellationToken);
        return migrations.FindFault(current) is { } fault ? new Finding("schema", IsFault: true, fault) : new Finding("schema", IsFault: false, $"{current}");
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
            return new Finding("key ring", IsFault: false, $"{installation.Ring.Ids.Count} keys, {installation.Ring.ActiveId} active; all that the database needs, and the ones it knows");
        }
        catch (SettingException e)
        {
            return new Finding("key ring", IsFault: true, $"{e.Message} Restore the ring from its backup; without it nothing can be decrypted.");
        }
    }

    private async Task<Finding> ExamineValuesAsync(int? sample, CancellationToken cancellationToken)
    {
        var (read, shredded) = (0L, 0L);
        var unreadable = new List<string>();
        var last = new ValueRow(Guid.Empty, Guid.Empty, 0, "", []);
        while (await ReadAsync(sample, last, cancellationToken) is [.., var end] rows)
        {
            foreach (var row in rows)
            {
                read++;
                try
                {
                    (await cipher.OpenAsync(new SecretAddress(row.OwnerId, row.Id, row.Version, row.Name), row.Envelope, cancellationToken)).Dispose();
                }
                catch (OwnerShreddedException)
                {
                    shredded++;
                }
                catch (DecryptionFailedException)
                {
                    unreadable.Add($"secret {row.Id} version {row.Version} of owner {row.OwnerId}");
                }
            }

            last = end;
            if (sample is not null)
            {
                break;
            }
        }

        return unreadable.Count == 0
            ? new Finding("values", IsFault: false, $"{read - shredded} decrypt{(shredded > 0 ? $"; {shredded} of shredded owners are left out" : "")}")
            : new Finding(
                "values",
                IsFault: true,
                $"{unreadable.Count} of {read} do not decrypt: {string.Join(", ", unreadable.Take(NamedAtMost))}. They were damaged or moved: restore them from a backup, or delete them.");
    }

    private Task<IReadOnlyList<ValueRow>> ReadAsync(int? sample, ValueRow last, CancellationToken cancellationToken)
    {
        const string Select = "SELECT owner_id AS OwnerId, id AS Id, version AS Version, name AS Name, envelope AS Envelope FROM secrets";
        return sample is not null
            ? database.QueryAsync<ValueRow>($"{Select} ORDER BY random() LIMIT @sample", new { sample }, cancellationToken)
            : database.QueryAsync<ValueRow>($"{Select} WHERE (owner_id, id) > (@OwnerId, @Id) ORDER BY owner_id, id LIMIT @ReadAtOnce", new { last.OwnerId, last.Id, ReadAtOnce }, cancellationToken);
    }

    private async Task<Finding> ExamineAuditAsync(CancellationToken cancellationToken)
    {
        var head = await sealer.FindLastAsync(cancellationToken);
        var (unsealed, age) = (await database.QueryAsync<(long Count, long Age)>(
            $"SELECT count(*), coalesce({database.Now} - min(at), 0) FROM audit_events WHERE position > @LastPosition", new { head.LastPosition }, cancellationToken))[0];
        var text = head.Number == 0 ? $"nothing sealed yet, {unsealed} events" : $"seal {head.Number} of {Clock.Time(head.SealedAt):u}, {unsealed} events after it";
        var runs = (await database.QueryAsync<int>(
            $"SELECT 1 FROM replicas WHERE seen_at > {database.Now} - @Recent LIMIT 1", new { Recent = (long)LongestUnsealed.TotalMicroseconds }, cancellationToken)).Count > 0;
        return runs && age > LongestUnsealed.TotalMicroseconds
            ? new Finding("audit", IsFault: true, $"{text}, which have waited for {age / 1_000_000} seconds although a service runs: look in its log; in Postgres, for transactions that do not end.")
            : new Finding("audit", IsFault: false, $"{text}; audit verify walks all of it");
    }

    private sealed record ValueRow(Guid OwnerId, Guid Id, long Version, string Name, byte[] Envelope);
}
