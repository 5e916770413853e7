using System.Data.Common;
using Npgsql;
using Secrets.Infrastructure.Persistence.Postgres;
using Secrets.Infrastructure.Persistence.Sqlite;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Runs statements in the open transaction of a connection, in one round trip.</summary>
internal static class StatementBatch
{
    public static async Task<IReadOnlyList<StatementResult>> RunAsync(this DbConnection connection, IReadOnlyList<Statement> statements) =>
        connection is NpgsqlConnection postgres
            ? await PostgresBatch.RunAsync(postgres, limits: "", statements, CancellationToken.None)
            : [.. statements.Select(statement => ((PreparedConnection)connection).Run(statement))];
}
