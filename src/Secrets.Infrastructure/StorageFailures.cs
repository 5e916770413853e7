using Secrets.Application;
using Secrets.Infrastructure.Persistence.Postgres;

namespace Secrets.Infrastructure;

/// <summary>Explains to the operator why the configured database cannot be used.</summary>
internal sealed class StorageFailures(StorageProvider provider, string connectionString)
{
    /// <summary>Returns the reason for a failure that Npgsql does not report, or null.</summary>
    public Task<string?> ExplainAsync(StorageUnavailableException failure, CancellationToken cancellationToken) =>
        provider == StorageProvider.Postgres
            ? PostgresTls.ExplainAsync(connectionString, failure, cancellationToken)
            : Task.FromResult<string?>(null);
}
