using System.Security.Cryptography;
using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Audit;

/// <summary>Walks the chain of seals, the events in it and after it, and the rows of secrets that they must explain.</summary>
internal sealed class AuditVerification(IDatabase database, AuditMac mac, Installation installation)
{
    private const int ReadAtOnce = 20_000;
    private const int SealsReadAtOnce = 20;
    private static readonly TimeSpan MaxUnsealed = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SealTime = TimeSpan.FromSeconds(3);

    // Values that no event has explained yet. They are read before events, so that a service may go on writing meanwhile.
    private readonly HashSet<(Guid OwnerId, Guid SecretId, long Version)> _unexplained = [];
    private readonly SecretComparison _secrets = new(database);
    private readonly List<string> _warnings = [];
    private (long Position, long At)? _oldestUnsealed;
    private (long Seal, AuditEvent Event)? _loss;
    private long _seals;
    private long _events;
    private long _unsealed;
    private long _values;

    /// <returns>The report and, where it has a fault, whether events were removed meanwhile, so that it may not be one.</returns>
    public async Task<(AuditReport Report, bool IsStale)> RunAsync(AuditCheckpoint? checkpoint, CancellationToken cancellationToken)
    {
        var removed = await FindMarkAsync(AuditMark.Removed, cancellationToken);
        try
        {
            await VerifyAsync(checkpoint, removed, cancellationToken);
            return (Report(fault: null), IsStale: false);
        }
        catch (AuditFaultException e)
        {
            var removedNow = await FindMarkAsync(AuditMark.Removed, cancellationToken);
            return (Report(e.Message), removedNow?.Number != removed?.Number);
        }

        AuditReport Report(string? fault) =>
            new(fault, _seals, _events, _unsealed, _values)
            {
                Checkpoint = checkpoint?.Seal,
                Warnings = _warnings.Count == 0 ? Array.Empty<string>() : _warnings.ToArray(),
            };
    }

    private async Task VerifyAsync(AuditCheckpoint? checkpoint, AuditMark? removed, CancellationToken cancellationToken)
    {
        // The head and the values are read first: whatever is written after that can only be more than they demand.
        var head = await FindMarkAsync(AuditMark.Head, cancellationToken);
        Demand(removed?.IsSigned(mac) is not false && head?.IsSigned(mac) is not false, "a mark of the chain was edited");
        Demand(checkpoint is null || checkpoint.Installation == installation.Id, "the checkpoint is of another installation");
        await ReadValuesAsync(removed?.At, cancellationToken);

        var previous = removed is null
            ? AuditSeal.Origin
            : AuditSeal.Origin with
            {
                Number = removed.Number,
                LastPosition = removed.LastPosition,
                Mac = removed.SealMac,
            };
        var isFound = checkpoint is null || checkpoint.Seal < previous.Number || IsCheckpoint(checkpoint, previous);
        var early = await database.QueryAsync<Guid>(
            "SELECT id FROM audit_events WHERE position <= @LastPosition ORDER BY position LIMIT 1",
            new { previous.LastPosition },
            cancellationToken
        );
        Demand(early.Count == 0, () => $"event {early[0]} was inserted before the first seal");
        while (
            await database.QueryAsync<AuditSeal>(
                $"SELECT {AuditSeal.Columns} FROM audit_blocks WHERE number > @Number ORDER BY number LIMIT @SealsReadAtOnce",
                new { previous.Number, SealsReadAtOnce },
                cancellationToken
            )
                is [_, ..] seals
        )
        {
            foreach (var current in seals)
            {
                await VerifyAsync(current, previous, cancellationToken);
                isFound = isFound || IsCheckpoint(checkpoint!, current);
                Demand(
                    current.Number != head?.Number || head.SealMac.AsSpan().SequenceEqual(current.Mac),
                    $"seal {current.Number} is not the one that was made"
                );
                previous = current;
                _seals++;
            }
        }

        Demand(previous.Number >= (head?.Number ?? 0), $"the end was cut off: seal {previous.Number + 1} to {head?.Number} are missing");

        // The first seal may have been made since the mark was read.
        Demand(
            previous.Number == 0 || (head ?? await FindMarkAsync(AuditMark.Head, cancellationToken)) is not null,
            "the mark of the last seal is missing"
        );
        Demand(
            isFound,
            $"the database is older than the checkpoint, or another one: seal {checkpoint?.Seal} is not the one that was exported"
        );
        await VerifyUnsealedAsync(previous, cancellationToken);
        NameLoss(checkpoint);
        foreach (var (ownerId, secretId, version) in _unexplained)
        {
            throw new AuditFaultException($"no event explains version {version} of secret {secretId} of owner {ownerId}");
        }

        if (await _secrets.FindFaultAsync(cancellationToken) is { } fault)
        {
            throw new AuditFaultException(fault);
        }
    }

    private async Task VerifyAsync(AuditSeal current, AuditSeal previous, CancellationToken cancellationToken)
    {
        Demand(current.Number == previous.Number + 1, $"seal {previous.Number + 1} is missing");
        Demand(
            CryptographicOperations.FixedTimeEquals(current.Mac, mac.OfSeal(current, previous.Mac)),
            $"seal {current.Number} was edited"
        );
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var expected = current.EventIds.Chunk(16).Select(bytes => new Guid(bytes, bigEndian: true)).ToArray();
        var index = 0;
        var position = previous.LastPosition;
        while (await ReadAsync(position, current.LastPosition, cancellationToken) is [.., var last] events)
        {
            foreach (var read in events)
            {
                if (index == expected.Length || expected[index] != read.Id)
                {
                    throw new AuditFaultException(await MismatchAsync(expected, index, read.Id, cancellationToken));
                }

                Verify(read, current.Number);
                AuditSeal.AddTo(digest, read.OwnerId, read.Id, read.Position, read.Mac);
                index++;
            }

            position = last.Position;
        }

        Demand(index == expected.Length, () => $"event {expected[index]} was deleted");
        Demand(
            CryptographicOperations.FixedTimeEquals(current.Digest, digest.GetHashAndReset()),
            $"events of seal {current.Number} were moved to other positions"
        );
    }

    private async Task VerifyUnsealedAsync(AuditSeal lastSeal, CancellationToken cancellationToken)
    {
        var position = lastSeal.LastPosition;
        while (await ReadAsync(position, long.MaxValue, cancellationToken) is [.., var last] events)
        {
            foreach (var read in events)
            {
                Verify(read, long.MaxValue);
                _unsealed++;
                _oldestUnsealed = (
                    Math.Min(_oldestUnsealed?.Position ?? read.Position, read.Position),
                    Math.Min(_oldestUnsealed?.At ?? read.At, read.At)
                );
            }

            position = last.Position;
        }

        if (_oldestUnsealed is { } oldest)
        {
            await DemandSealedAsync(oldest.Position, oldest.At, lastSeal, cancellationToken);
        }
    }

    // An event is no older than it says, by a clock that may be wrong, nor than the last seal, which it came after.
    private async Task DemandSealedAsync(long position, long at, AuditSeal lastSeal, CancellationToken cancellationToken)
    {
        var (now, running) = (
            await database.QueryAsync<(long Now, long Running)>(
                $"SELECT {database.Now}, (SELECT count(*) FROM replicas WHERE {ReplicaRepository.IsRunning(database)})",
                new { },
                cancellationToken
            )
        )[0];
        var age = TimeSpan.FromMicroseconds(Math.Min(now - at, now - lastSeal.SealedAt));
        if (age <= MaxUnsealed)
        {
            return;
        }

        var text =
            $"{_unsealed} events, the first of them {(long)age.TotalSeconds} seconds old, are not sealed: until they are, whoever writes the database can remove them without a trace";
        if (running == 0)
        {
            _warnings.Add($"{text}; no service runs, and the next that starts seals them");
            return;
        }

        await Task.Delay(SealTime, cancellationToken);
        var sealedUntil = (
            await database.QueryAsync<long>("SELECT coalesce(max(last_position), 0) FROM audit_blocks", new { }, cancellationToken)
        )[0];
        Demand(sealedUntil >= position, text);
    }

    private void NameLoss(AuditCheckpoint? checkpoint)
    {
        if (_loss is not { } loss)
        {
            return;
        }

        var text =
            $"a service noted at {Clock.Time(loss.Event.At):u}, in event {loss.Event.Id}, that seal {loss.Event.Version} was gone: events were taken away with their seals, or the database was put back";

        // Who made a checkpoint after it has seen it.
        Demand(checkpoint?.Seal >= loss.Seal, text);
        _warnings.Add(text);
    }

    private void Verify(AuditEvent read, long seal)
    {
        Demand(mac.IsSigned(read), () => $"event {read.Id} of owner {read.OwnerId} was edited or forged");
        _events++;
        _secrets.Add(read);
        if (string.Equals(read.Action, AuditActions.LoseSeal, StringComparison.Ordinal))
        {
            _loss = (seal, read);
        }

        if (
            read is { SecretId: { } secretId, Version: { } version, Result: AuditResults.Done }
            && AuditActions.GivingValues.Contains(read.Action, StringComparer.Ordinal)
        )
        {
            _unexplained.Remove((read.OwnerId, secretId, version));
        }
    }

    /// <param name="removedAt">Values from before events were removed need no event.</param>
    private async Task ReadValuesAsync(long? removedAt, CancellationToken cancellationToken)
    {
        await _secrets.BeginAsync(cancellationToken);
        await _secrets.ReadRowsAsync(cancellationToken);
        await ReadAsync(
            "SELECT owner_id, id, version, value_created_at FROM secrets WHERE (owner_id, id) > (@OwnerId, @SecretId) ORDER BY owner_id, id LIMIT @ReadAtOnce"
        );
        await ReadAsync(
            """
            SELECT owner_id, secret_id, version, created_at FROM secret_versions
            WHERE (owner_id, secret_id, version) > (@OwnerId, @SecretId, @Version) ORDER BY owner_id, secret_id, version LIMIT @ReadAtOnce
            """,
            value => _secrets.AddOldVersion(value.OwnerId, value.SecretId, value.Version)
        );

        async Task ReadAsync(string sql, Action<(Guid OwnerId, Guid SecretId, long Version, long CreatedAt)>? add = null)
        {
            (Guid OwnerId, Guid SecretId, long Version, long CreatedAt) last = default;
            while (
                await database.QueryAsync<(Guid OwnerId, Guid SecretId, long Version, long CreatedAt)>(
                    sql,
                    new
                    {
                        last.OwnerId,
                        last.SecretId,
                        last.Version,
                        ReadAtOnce,
                    },
                    cancellationToken
                )
                    is [.., var end] values
            )
            {
                _values += values.Count;
                foreach (var value in values)
                {
                    add?.Invoke(value);
                }

                _unexplained.UnionWith(
                    values
                        .Where(value => removedAt is null || value.CreatedAt > removedAt)
                        .Select(value => (value.OwnerId, value.SecretId, value.Version))
                );
                last = end;
            }
        }
    }

    private async Task<AuditMark?> FindMarkAsync(string name, CancellationToken cancellationToken) =>
        (await database.QueryAsync<AuditMark>($"{AuditMark.Select} WHERE name = @name", new { name }, cancellationToken)).SingleOrDefault();

    private Task<IReadOnlyList<AuditEvent>> ReadAsync(long after, long until, CancellationToken cancellationToken) =>
        database.QueryAsync<AuditEvent>(
            $"SELECT {AuditRow.Columns} FROM audit_events WHERE position > @after AND position <= @until ORDER BY position LIMIT @ReadAtOnce",
            new
            {
                after,
                until,
                ReadAtOnce,
            },
            cancellationToken
        );

    private async Task<string> MismatchAsync(Guid[] expected, int index, Guid found, CancellationToken cancellationToken)
    {
        var place = Array.IndexOf(expected, found);
        if (place < index)
        {
            return place < 0 ? $"event {found} was inserted" : $"event {found} is there twice";
        }

        var missing = expected[index];
        var elsewhere = await database.QueryAsync<Guid>(
            "SELECT id FROM audit_events WHERE id = @missing",
            new { missing },
            cancellationToken
        );
        return elsewhere.Count > 0 ? $"event {missing} was moved to another place" : $"event {missing} was deleted";
    }

    private static bool IsCheckpoint(AuditCheckpoint checkpoint, AuditSeal current) =>
        checkpoint.Seal == current.Number
        && string.Equals(checkpoint.SealMac, Convert.ToHexStringLower(current.Mac), StringComparison.Ordinal);

    private static void Demand(bool isSo, string fault)
    {
        if (!isSo)
        {
            throw new AuditFaultException(fault);
        }
    }

    private static void Demand(bool isSo, Func<string> fault)
    {
        if (!isSo)
        {
            throw new AuditFaultException(fault());
        }
    }

    private sealed class AuditFaultException(string fault) : Exception(fault);
}
