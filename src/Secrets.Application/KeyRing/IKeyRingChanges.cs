namespace Secrets.Application.KeyRing;

/// <summary>Changes the key ring file together with the database.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
public interface IKeyRingChanges
{
    /// <summary>
    /// Runs a change in one transaction, alone among all processes on the database. The file is not part of the transaction.
    /// </summary>
    /// <exception cref="RefusedException">The key ring is not a file.</exception>
    Task<T> RunAsync<T>(Func<IKeyRingChange, Task<T>> change, CancellationToken cancellationToken);
}
