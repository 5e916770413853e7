namespace Secrets.Application.Clocks;

/// <summary>The database's clock, by which everything ages: replicas may have clocks that are wrong.</summary>
public interface IDatabaseClock
{
    /// <summary>Reads the clock, and compares it with this process's own and with the time at which it was last read.</summary>
    /// <exception cref="StorageUnavailableException">The database does not answer.</exception>
    Task<ClockReading> ReadAsync(CancellationToken cancellationToken);
}
