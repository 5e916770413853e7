namespace Secrets.Infrastructure.Encryption;

/// <summary>The unwrapped key versions of one owner.</summary>
/// <param name="Keys">The versions that can be unwrapped, the newest first.</param>
/// <param name="NewestVersion">The newest version, whether it can be unwrapped or not.</param>
/// <param name="ReadAt">A timestamp from before they were read.</param>
internal sealed record CachedOwnerKeys(IReadOnlyList<(long Version, SymmetricKey Key)> Keys, long NewestVersion, long ReadAt)
{
    public SymmetricKey? Newest => Find(NewestVersion);

    public SymmetricKey? Find(KeyId id) => Keys.FirstOrDefault(key => key.Key.Id == id).Key;

    public SymmetricKey? Find(KeyId id, long version) => Keys.FirstOrDefault(key => key.Version == version && key.Key.Id == id).Key;

    public bool Has(SymmetricKey key) => Keys.Any(other => ReferenceEquals(other.Key, key));

    private SymmetricKey? Find(long version) => Keys.FirstOrDefault(key => key.Version == version).Key;
}
