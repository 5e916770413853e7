using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Collects the warnings of Postgres on a connection. If an operator cancels a COMMIT that waits for a standby (pg_cancel_backend), the
/// COMMIT succeeds with a warning: it is on this server and perhaps on no other.
/// </summary>
internal sealed class CommitWarnings
{
    private string? _warning;

    public CommitWarnings(NpgsqlConnection connection) =>
        connection.Notice += (_, e) =>
        {
            if (e.Notice.InvariantSeverity == "WARNING")
            {
                _warning = e.Notice.SqlState;
            }
        };

    /// <exception cref="StorageUnavailableException">There was a warning.</exception>
    public void ThrowIfWarned()
    {
        if (_warning is not null)
        {
            throw new StorageUnavailableException($"Postgres warned ({_warning}): the committed write may not be on its standby.");
        }
    }
}
