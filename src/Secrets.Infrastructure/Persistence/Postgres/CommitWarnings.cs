using Npgsql;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Listens to what Postgres warns of on a connection. A commit whose wait for a standby is cancelled, as an operator's pg_cancel_backend
/// does, ends well and with a warning: it is on this server, and perhaps on no other.
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
    public void Refuse()
    {
        if (_warning is not null)
        {
            throw new StorageUnavailableException($"Postgres warned ({_warning}): what was committed may not be on its standby.");
        }
    }
}
