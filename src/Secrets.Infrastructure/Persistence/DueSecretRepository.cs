using System.Data.Common;
using Dapper;
using Secrets.Application.Secrets;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Infrastructure.Persistence;

internal sealed class DueSecretRepository(IDatabase database) : IDueSecretRepository
{
    private const int MaxNoted = 500;

    // As in the index, which would not be used for another text.
    private const string IsNotNoted = "due_at IS NOT NULL AND (due_event_at IS NULL OR due_event_at <> due_at)";

    private const string Find = $"""
        SELECT {SecretRow.ListedColumns} FROM secrets WHERE {IsNotNoted} AND due_at <= @now ORDER BY due_at LIMIT @limit
        """;

    private const string Note = """
        UPDATE secrets SET due_event_at = due_at WHERE owner_id = @OwnerId AND id = @Id AND state = @State
        """;

    public async Task<long> CountAsync(long now, CancellationToken cancellationToken) =>
        (await database.QueryAsync<long>("SELECT count(*) FROM secrets WHERE due_at <= @now", new { now }, cancellationToken))[0];

    public async Task<int> NoteAsync(long now, Func<Secret, AuditEvent> due, CancellationToken cancellationToken)
    {
        // Looks first: most runs find nothing, and need not wait for other processes.
        if (await database.QueryAsync<Secret>(Find, new { now, limit = 1 }, cancellationToken) is [])
        {
            return 0;
        }

        var total = 0;
        int batch;
        do
        {
            batch = await database.ExclusiveAsync(connection => NoteAsync(connection, now, due), cancellationToken);
            total += batch;
        } while (batch == MaxNoted);
        return total;
    }

    private static async Task<int> NoteAsync(DbConnection connection, long now, Func<Secret, AuditEvent> due)
    {
        var secrets = (await connection.QueryAsync<Secret>(Find, new { now, limit = MaxNoted })).AsList();
        if (secrets.Count > 0)
        {
            // A secret that is changed at the same time is found again. Imports write in this order too, so that they do not deadlock.
            await connection.RunAsync([
                .. secrets
                    .OrderBy(secret => secret.Id)
                    .SelectMany(secret => new[] { new Statement(Note, secret), AuditRow.InsertIf(due(secret), secret.State) }),
            ]);
        }

        return secrets.Count;
    }
}
