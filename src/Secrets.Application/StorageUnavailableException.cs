namespace Secrets.Application;

/// <summary>A failure of the database or of the key ring's storage. A write in flight may or may not have been committed.</summary>
/// <param name="setting">The setting that configures the storage.</param>
public sealed class StorageUnavailableException(string message, Exception? cause = null, string setting = "ConnectionStrings__Secrets")
    : Exception(message, cause)
{
    public string Setting { get; } = setting;
}
