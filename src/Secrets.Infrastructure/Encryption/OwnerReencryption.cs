using Dapper;
using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// Seals every value of an owner that is not sealed under its newest key anew, some at a time. Each is written only where the envelope
/// is still the one that was read: a rename or a new value that comes between goes first, and is met by the next pass.
/// </summary>
internal sealed class OwnerReencryption(IDatabase database, ISecretCipher cipher)
{
    private const int Batch = 100;

    private static readonly Source[] Sources =
    [
        new(
            $"""
            SELECT id AS SecretId, version AS Version, name AS Name, envelope AS Envelope FROM secrets
            WHERE owner_id = @ownerId AND (id, version) > (@SecretId, @Version) AND {EnvelopeColumn.IsOlder} ORDER BY id, version LIMIT {Batch}
            """,
            "UPDATE secrets SET key_id = @KeyId, envelope = @Envelope WHERE owner_id = @OwnerId AND id = @SecretId AND envelope = @Old"
        ),
        new(
            $"""
            SELECT secret_id AS SecretId, old.version AS Version, coalesce(secrets.name, deleted.name, '') AS Name, old.envelope AS Envelope
            FROM (SELECT * FROM secret_versions
                  WHERE owner_id = @ownerId AND (secret_id, version) > (@SecretId, @Version) AND {EnvelopeColumn.IsOlder} ORDER BY secret_id, version LIMIT {Batch}) old
            LEFT JOIN secrets ON secrets.owner_id = old.owner_id AND secrets.id = secret_id
            LEFT JOIN deleted_secrets deleted ON deleted.owner_id = old.owner_id AND deleted.id = secret_id
            ORDER BY secret_id, old.version
            """,
            "UPDATE secret_versions SET key_id = @KeyId, envelope = @Envelope WHERE owner_id = @OwnerId AND secret_id = @SecretId AND version = @Version AND envelope = @Old"
        ),
    ];

    /// <summary>Responses how many values were sealed anew, and which do not open.</summary>
    public async Task<(long Reencrypted, IReadOnlyList<string> Undecryptable)> RunAsync(
        Guid ownerId,
        byte[] keyId,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var total = (await database.QueryAsync<long>($"SELECT {EnvelopeColumn.CountOlder}", new { ownerId, keyId }, cancellationToken))[0];
        var reencrypted = 0L;
        while (true)
        {
            var changed = 0L;
            var undecryptable = new List<string>();
            foreach (var source in Sources)
            {
                var last = new Row { SecretId = Guid.Empty };
                while (
                    await database.QueryAsync<Row>(
                        source.Select,
                        new
                        {
                            ownerId,
                            keyId,
                            last.SecretId,
                            last.Version,
                        },
                        cancellationToken
                    )
                        is [.., var end] rows
                )
                {
                    var reencryptedRows = new List<object>(rows.Count);
                    foreach (var row in rows)
                    {
                        if (await ReencryptAsync(ownerId, row, cancellationToken) is { } envelope)
                        {
                            reencryptedRows.Add(
                                new
                                {
                                    OwnerId = ownerId,
                                    row.SecretId,
                                    row.Version,
                                    KeyId = Envelope.KeyIdOf(envelope).ToBytes(),
                                    Envelope = envelope,
                                    Old = row.Envelope,
                                }
                            );
                        }
                        else
                        {
                            undecryptable.Add($"{row.SecretId} version {row.Version}");
                        }
                    }

                    if (reencryptedRows.Count > 0)
                    {
                        changed += await database.TransactAsync(connection => connection.ExecuteAsync(source.Update, reencryptedRows));
                        progress.Report(new WorkProgress(reencrypted + changed, total));
                    }

                    last = end;
                }
            }

            reencrypted += changed;

            if (changed == 0)
            {
                return (reencrypted, undecryptable);
            }
        }
    }

    /// <summary>Destroys the owner's keys before <paramref name="generation"/>, unless one of them encrypts a value or a write under way.</summary>
    public Task<int> DestroyOlderAsync(Guid ownerId, long generation, byte[] keyId) =>
        database.TransactAsync(async connection =>
        {
            // Waits for the writes that use these keys; what they have written is counted by the next statement.
            await connection.ExecuteAsync(
                $"SELECT 1 FROM owner_keys WHERE owner_id = @ownerId AND version < @generation {database.ForUpdate}",
                new { ownerId, generation }
            );
            return await connection.ExecuteAsync(
                $"DELETE FROM owner_keys WHERE owner_id = @ownerId AND version < @generation AND {EnvelopeColumn.CountOlder} = 0",
                new
                {
                    ownerId,
                    generation,
                    keyId,
                }
            );
        });

    private async ValueTask<byte[]?> ReencryptAsync(Guid ownerId, Row row, CancellationToken cancellationToken)
    {
        var address = new SecretAddress(ownerId, row.SecretId, row.Version, row.Name);
        try
        {
            using var value = await cipher.DecryptAsync(address, row.Envelope, cancellationToken);
            return await cipher.EncryptAsync(address, value, cancellationToken);
        }
        catch (DecryptionFailedException)
        {
            return null;
        }
    }

    private sealed record Source(string Select, string Update);

    // Properties, not a constructor: SQLite does not tell the type of an expression where there are no rows.
    private sealed class Row
    {
        public Guid SecretId { get; init; }

        public long Version { get; init; }

        public string Name { get; init; } = "";

        public byte[] Envelope { get; init; } = [];
    }
}
