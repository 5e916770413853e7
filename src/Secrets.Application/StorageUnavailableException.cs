namespace Secrets.Application;

/// <summary>The database did not answer as it must: nothing is promised about what a write in flight has done.</summary>
public sealed class StorageUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
