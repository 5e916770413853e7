namespace Secrets.Infrastructure.Encryption;

/// <summary>Where an installation has its key ring from.</summary>
internal interface IKeyRingSource
{
    /// <summary>The setting that says where.</summary>
    string Setting { get; }

    /// <summary>What messages call it, such as a path in quotes.</summary>
    string Location { get; }

    /// <summary>The ring as it is now, or null where there is none.</summary>
    /// <exception cref="SettingException">It cannot be read, or is not a key ring.</exception>
    ValueTask<IKeyRing?> FindAsync(CancellationToken cancellationToken);

    /// <summary>Makes a ring of one new key, unless another process has just made one; either way that ring is returned.</summary>
    /// <exception cref="SettingException">It cannot be made.</exception>
    ValueTask<IKeyRing> CreateAsync(CancellationToken cancellationToken);
}
