namespace Secrets.Application.Clocks;

/// <summary>The database's clock, by which everything ages: the clocks of replicas may be wrong.</summary>
public interface IDatabaseClock
{
    /// <summary>Reads the clock, and compares it with this process's clock and with the last reading.</summary>
    /// <exception cref="StorageUnavailableException">The database does not respond.</exception>
    Task<ClockReading> ReadAsync(CancellationToken cancellationToken);
}
