namespace Secrets.Application;

/// <summary>The database, or what keeps the key ring, did not answer as it must: nothing is promised about what a write in flight has done.</summary>
/// <param name="setting">The setting that says where it is.</param>
public sealed class StorageUnavailableException(string message, Exception? cause = null, string setting = "ConnectionStrings__Secrets")
    : Exception(message, cause)
{
    public string Setting { get; } = setting;
}
