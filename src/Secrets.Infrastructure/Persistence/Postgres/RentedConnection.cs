using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// A connection and its place in the <see cref="ConnectionGate"/>. Disposing returns both; the pool rolls back an open transaction.
/// </summary>
internal sealed class RentedConnection(NpgsqlConnection connection, Action leave) : IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
        finally
        {
            leave();
        }
    }
}
