using Secrets.Application.Diagnosis;
using Secrets.Application.Encryption;
using Secrets.Domain.Secrets;
using Secrets.Application.Owners;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure;

/// <summary>Decrypts stored values, current, old and deleted ones, a page at a time.</summary>
internal sealed class ValueExamination(IDatabase database, ISecretCipher cipher)
{
    private const int PageSize = 200;
    private const int MaxNamed = 10;

    private const string Current =
        "SELECT owner_id AS OwnerId, id AS Id, version AS Version, name AS Name, envelope AS Envelope FROM secrets";

    // Old values have the name of their secret, which may be deleted.
    private const string Old = """
        SELECT old.owner_id AS OwnerId, secret_id AS Id, old.version AS Version, coalesce(secrets.name, deleted.name, '') AS Name, old.envelope AS Envelope
        FROM (SELECT * FROM secret_versions {0}) old
        LEFT JOIN secrets ON secrets.owner_id = old.owner_id AND secrets.id = secret_id
        LEFT JOIN deleted_secrets deleted ON deleted.owner_id = old.owner_id AND deleted.id = secret_id
        ORDER BY old.owner_id, secret_id, old.version
        """;

    private const string RandomPage = "ORDER BY random() LIMIT @sample";

    private readonly List<string> _named = [];
    private long _unreadable;
    private long _shredded;

    /// <param name="sample">How many current and how many old values to decrypt, at random; null for all.</param>
    public async Task<Finding> ExamineAsync(int? sample, CancellationToken cancellationToken)
    {
        var current = await ReadAsync(
            $"{Current} {(sample is null ? "WHERE (owner_id, id) > (@OwnerId, @Id) ORDER BY owner_id, id LIMIT @PageSize" : RandomPage)}",
            sample,
            cancellationToken
        );
        var old = await ReadAsync(
            Old.Replace(
                "{0}",
                sample is null
                    ? "WHERE (owner_id, secret_id, version) > (@OwnerId, @Id, @Version) ORDER BY owner_id, secret_id, version LIMIT @PageSize"
                    : RandomPage,
                StringComparison.Ordinal
            ),
            sample,
            cancellationToken
        );
        var read = current + old;
        return _unreadable == 0
            ? new Finding(
                "values",
                IsFault: false,
                $"{read - _shredded} decrypt{(sample is null ? "" : " of those that were picked at random")}: {current} current, {old} old or deleted{(_shredded > 0 ? $"; {_shredded} of shredded owners are left out" : "")}"
            )
            : new Finding(
                "values",
                IsFault: true,
                $"{_unreadable} of {read} do not decrypt: {string.Join(", ", _named)}{(_unreadable > MaxNamed ? " and more" : "")}. They were damaged or moved: restore them from a backup, or delete them."
            );
    }

    private async Task<long> ReadAsync(string sql, int? sample, CancellationToken cancellationToken)
    {
        var read = 0L;
        var last = new Row();
        while (
            await database.QueryAsync<Row>(
                sql,
                new
                {
                    last.OwnerId,
                    last.Id,
                    last.Version,
                    sample,
                    PageSize,
                },
                cancellationToken
            )
                is [.., var end] rows
        )
        {
            foreach (var row in rows)
            {
                read++;
                await DecryptAsync(row, cancellationToken);
            }

            last = end;
            if (sample is not null)
            {
                break;
            }
        }

        return read;
    }

    private async Task DecryptAsync(Row row, CancellationToken cancellationToken)
    {
        try
        {
            (
                await cipher.DecryptAsync(new SecretAddress(row.OwnerId, row.Id, row.Version, row.Name), row.Envelope, cancellationToken)
            ).Dispose();
        }
        catch (OwnerShreddedException)
        {
            _shredded++;
        }
        catch (DecryptionFailedException)
        {
            _unreadable++;
            if (_named.Count < MaxNamed)
            {
                _named.Add($"secret {row.Id} version {row.Version} of owner {row.OwnerId}");
            }
        }
    }

    // Properties, not a constructor: SQLite does not tell the type of an expression if there are no rows.
    private sealed class Row
    {
        public Guid OwnerId { get; init; }

        public Guid Id { get; init; }

        public long Version { get; init; }

        public string Name { get; init; } = "";

        public byte[] Envelope { get; init; } = [];
    }
}
