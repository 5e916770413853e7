namespace Secrets.Infrastructure.KeyRing;

/// <summary>The place of an installation's key ring.</summary>
internal interface IKeyRingSource
{
    /// <summary>The setting that names the place.</summary>
    string Setting { get; }

    /// <summary>The place as messages show it, such as a path in quotes.</summary>
    string Location { get; }

    /// <summary>Loads the current ring. Returns null if it does not exist.</summary>
    /// <exception cref="SettingException">The ring cannot be read, or is not a key ring.</exception>
    ValueTask<IKeyRing?> FindAsync(CancellationToken cancellationToken);

    /// <summary>Creates a ring with one new key. If another process has just created one, returns that.</summary>
    /// <exception cref="SettingException">The ring cannot be created.</exception>
    ValueTask<IKeyRing> CreateAsync(CancellationToken cancellationToken);
}
