using Secrets.Application;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The right to do a job that only one replica may do at a time. It expires by the database's clock.</summary>
internal sealed class Lease(IDatabase database, string name, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(15);

    private readonly Guid _holder = Guid.NewGuid();
    private long _renewedAt;
    private bool _held;

    /// <summary>
    /// Takes the lease if it is free, or renews it if this process holds it. A lease that expires later than a new one would is ignored:
    /// the clock was ahead when it was written.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database does not respond.</exception>
    public async Task<bool> AcquireAsync()
    {
        if (_held && time.GetElapsedTime(_renewedAt) < Lifetime / 3)
        {
            return true;
        }

        var start = time.GetTimestamp();
        _held =
            await database.WriteAsync(
                $"""
                INSERT INTO leases (name, holder, expires_at) VALUES (@name, @_holder, {database.Now} + @Duration)
                ON CONFLICT (name) DO UPDATE SET holder = @_holder, expires_at = {database.Now} + @Duration
                WHERE leases.holder = @_holder OR leases.expires_at < {database.Now} OR leases.expires_at > {database.Now} + @Duration
                """,
                new
                {
                    name,
                    _holder,
                    Duration = (long)Lifetime.TotalMicroseconds,
                }
            ) > 0;
        _renewedAt = start;
        return _held;
    }
}
