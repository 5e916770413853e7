using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>A connection, and the place that whoever waits gets once it is back in the pool. What is not committed is rolled back there.</summary>
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
