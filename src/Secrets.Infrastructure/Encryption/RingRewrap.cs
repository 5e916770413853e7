using Dapper;
using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Application.KeyRing;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// Wraps what is not wrapped under the active key of the ring anew, some hundred rows at a time. Each row is written only where
/// it is still as it was read, so that this may run beside the service, beside itself, and again after it was interrupted.
/// </summary>
internal sealed class RingRewrap(IDatabase database, Installation installation)
{
    private const int Batch = 250;

    // A ring that is not in this process takes its time for each key.
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 16 };

    public async Task<RewrapKeysOutcome> RunAsync(IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var ring = installation.Ring;
        var activeId = ring.ActiveId.ToBytes();
        var total = (
            await database.QueryAsync<long>(
                "SELECT (SELECT count(*) FROM owner_keys WHERE root_key_id <> @activeId) + (SELECT count(*) FROM system_keys WHERE root_key_id <> @activeId)",
                new { activeId },
                cancellationToken
            )
        )[0];
        var systemRows = await database.QueryAsync<Row>(
            "SELECT name AS Name, key_id AS KeyId, root_key_id AS RootKeyId, wrapped AS Wrapped FROM system_keys WHERE root_key_id <> @activeId",
            new { activeId },
            cancellationToken
        );
        var undecryptable = new List<string>();
        var systemKeys = await WriteAsync(
            "UPDATE system_keys SET root_key_id = @ActiveId, wrapped = @Wrapped WHERE name = @Name AND wrapped = @Old",
            await WrapAsync(ring, systemRows, undecryptable, cancellationToken)
        );
        progress.Report(new WorkProgress(systemKeys, total));

        var ownerKeys = 0L;
        long changed;
        do
        {
            // What another process wraps under the old key meanwhile is met by the next pass.
            changed = 0;
            var unreadableOwners = new List<string>();
            var last = new Row { OwnerId = Guid.Empty };
            while (await ListAsync(activeId, last, cancellationToken) is [.., var end] rows)
            {
                changed += await WriteAsync(
                    "UPDATE owner_keys SET root_key_id = @ActiveId, wrapped = @Wrapped WHERE owner_id = @OwnerId AND version = @Generation AND wrapped = @Old",
                    await WrapAsync(ring, rows, unreadableOwners, cancellationToken)
                );
                progress.Report(new WorkProgress(systemKeys + ownerKeys + changed, total));
                last = end;
            }

            ownerKeys += changed;
            if (changed == 0)
            {
                undecryptable.AddRange(unreadableOwners);
            }
        } while (changed > 0);

        return new RewrapKeysOutcome($"{ring.ActiveId}", ownerKeys, systemKeys, undecryptable);
    }

    private Task<IReadOnlyList<Row>> ListAsync(byte[] activeId, Row last, CancellationToken cancellationToken) =>
        database.QueryAsync<Row>(
            $"""
            SELECT owner_id AS OwnerId, version AS Generation, key_id AS KeyId, root_key_id AS RootKeyId, wrapped AS Wrapped FROM owner_keys
            WHERE root_key_id <> @activeId AND (owner_id, version) > (@OwnerId, @Generation) ORDER BY owner_id, version LIMIT {Batch}
            """,
            new
            {
                activeId,
                last.OwnerId,
                last.Generation,
            },
            cancellationToken
        );

    private async Task<IReadOnlyList<object>> WrapAsync(
        IKeyRing ring,
        IReadOnlyList<Row> rows,
        List<string> undecryptable,
        CancellationToken cancellationToken
    )
    {
        var wrapped = new byte[]?[rows.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, rows.Count), AtOnce, async (i, _) =>
            wrapped[i] = await WrapAsync(ring, rows[i], cancellationToken)
        );
        undecryptable.AddRange(rows.Where((_, i) => wrapped[i] is null).Select(row => row.ToString()));
        return
        [
            .. rows.Select(
                    (row, i) =>
                        new
                        {
                            ActiveId = ring.ActiveId.ToBytes(),
                            Wrapped = wrapped[i],
                            row.OwnerId,
                            row.Generation,
                            row.Name,
                            Old = row.Wrapped,
                        }
                )
                .Where(row => row.Wrapped is not null),
        ];
    }

    private async ValueTask<byte[]?> WrapAsync(IKeyRing ring, Row row, CancellationToken cancellationToken)
    {
        try
        {
            var id = KeyId.Read(row.KeyId);
            var place = row.Name is { } name
                ? KeyWrap.SystemKey(installation.Id, name, id)
                : KeyWrap.OwnerKey(installation.Id, row.OwnerId, row.Generation, id);
            using var key = await ring.UnwrapAsync(KeyId.Read(row.RootKeyId), id, row.Wrapped, place, cancellationToken);
            return await ring.WrapAsync(key, place, cancellationToken);
        }
        catch (DecryptionFailedException)
        {
            return null;
        }
    }

    private async Task<int> WriteAsync(string sql, IReadOnlyList<object> rows) =>
        rows.Count == 0 ? 0 : await database.TransactAsync(connection => connection.ExecuteAsync(sql, rows));

    private sealed class Row
    {
        public Guid OwnerId { get; init; }

        public long Generation { get; init; }

        /// <summary>Of a key of the whole installation.</summary>
        public string? Name { get; init; }

        public byte[] KeyId { get; init; } = [];

        public byte[] RootKeyId { get; init; } = [];

        public byte[] Wrapped { get; init; } = [];

        public override string ToString() => Name is null ? $"owner {OwnerId} generation {Generation}" : $"system key {Name}";
    }
}
