using Secrets.Application.Encryption;
using Secrets.Application.KeyRing;
using Secrets.Domain.KeyRing;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.KeyRing;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure;

/// <summary>
/// A database and its key ring. The service opens it before it listens, and creates it if the database is empty. A key ring of another
/// database is refused.
/// </summary>
internal sealed class Installation(
    IDatabase database,
    InstallationOpening opening,
    KeyRingCheck check,
    IKeyRingSource source,
    TimeProvider time
) : ILoadedKeyRing, IDisposable
{
    /// <summary>A time after which no call still uses a replaced ring.</summary>
    private static readonly TimeSpan MaxUse = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reloading = new(1);
    private readonly List<(IKeyRing Ring, long Since)> _replaced = [];
    private volatile OpenedInstallation? _opened;

    public Guid Id => Opened.Id;

    public IKeyRing Ring => Opened.Ring;

    public RootKeys Keys => new($"{Ring.ActiveId}", [.. Ring.Ids.Select(id => $"{id}")]);

    public DateTimeOffset? CreatedAt => Ring.CreatedAt;

    public DateTimeOffset? FindCreationTime(string id) => Ring.FindCreationTime(Ring.Ids.Single(known => $"{known}" == id));

    /// <summary>The key that authenticates API keys.</summary>
    public SymmetricKey ApiKeysKey => Opened.ApiKeysKey;

    /// <summary>The key that authenticates audit events.</summary>
    public SymmetricKey AuditKey => Opened.AuditKey;

    private OpenedInstallation Opened => _opened ?? throw new InvalidOperationException("The installation has not been opened.");

    /// <exception cref="SettingException">The database is empty, or the ring is missing, malformed or of another database.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken) =>
        _opened = await opening.RunAsync(mayCreate: false, cancellationToken);

    /// <summary>Opens the installation, or creates it and a key ring if the database is empty.</summary>
    /// <exception cref="SettingException">The ring is missing, malformed or of another database.</exception>
    public async Task OpenOrCreateAsync(CancellationToken cancellationToken) =>
        _opened = await opening.RunAsync(mayCreate: true, cancellationToken);

    public async Task<string?> ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReloadRingAsync(cancellationToken);
            return null;
        }
        catch (SettingException e)
        {
            return e.Message;
        }
    }

    /// <summary>Reloads the key ring if it has changed and fits the database.</summary>
    /// <exception cref="SettingException">The changed ring cannot be used. The loaded one stays in use.</exception>
    public async Task ReloadRingAsync(CancellationToken cancellationToken)
    {
        if (source is not KeyRingFile)
        {
            return;
        }

        await _reloading.WaitAsync(cancellationToken);
        try
        {
            foreach (var (ring, _) in _replaced.Where(IsUnused))
            {
                ring.Dispose();
            }

            _replaced.RemoveAll(IsUnused);
            await ReplaceAsync(
                await source.FindAsync(cancellationToken)
                    ?? throw new SettingException(source.Setting, $"{source.Location} does not exist."),
                cancellationToken
            );
        }
        finally
        {
            _reloading.Release();
        }

        bool IsUnused((IKeyRing Ring, long Since) replaced) => time.GetElapsedTime(replaced.Since) > MaxUse;
    }

    public async ValueTask<WrappedKey?> RewrapAsync(WrappedKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await Ring.RewrapAsync(key, Id, cancellationToken);
        }
        catch (DecryptionFailedException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _opened?.ApiKeysKey.Dispose();
        _opened?.AuditKey.Dispose();
        _opened?.Ring.Dispose();
        _replaced.ForEach(replaced => replaced.Ring.Dispose());
        _reloading.Dispose();
    }

    private async Task ReplaceAsync(IKeyRing ring, CancellationToken cancellationToken)
    {
        if (ring.ActiveId == Ring.ActiveId && ring.Ids.ToHashSet().SetEquals(Ring.Ids))
        {
            ring.Dispose();
            return;
        }

        try
        {
            await database.ExclusiveAsync(
                async connection =>
                {
                    await check.VerifyAsync(ring, Id, connection, cancellationToken);
                    await KeyRingCheck.RegisterAsync(ring, Id, connection, cancellationToken);
                    return true;
                },
                cancellationToken
            );
        }
        catch
        {
            ring.Dispose();
            throw;
        }

        _replaced.Add((Ring, time.GetTimestamp()));
        _opened = Opened with { Ring = ring };
    }
}
