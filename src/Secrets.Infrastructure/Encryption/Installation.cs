using System.Data.Common;
using Dapper;
using Secrets.Domain;
using Secrets.Domain.Owners;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// One database and the key ring that opens it. The service opens it before it listens,
/// and creates what an empty database lacks. A ring that does not fit is refused.
/// </summary>
internal sealed class Installation(IDatabase database, IKeyRingSource source, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestUse = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _refreshing = new(1);

    // Some call may still use them; they are wiped a while later.
    private readonly List<(IKeyRing Ring, long Since)> _former = [];
    private volatile State? _state;

    public Guid Id => Opened.Id;

    public IKeyRing Ring => Opened.Ring;

    /// <summary>The key that authenticates API keys.</summary>
    public SymmetricKey ApiKeysKey => Opened.ApiKeysKey;

    /// <summary>The key that authenticates audit events.</summary>
    public SymmetricKey AuditKey => Opened.AuditKey;

    private State Opened => _state ?? throw new InvalidOperationException("The installation has not been opened.");

    /// <exception cref="SettingException">The database is empty, or the ring is missing, malformed or not this database's.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => OpenAsync(mayCreate: false, cancellationToken);

    /// <summary>Opens the installation, or creates it and a key ring if the database is empty.</summary>
    /// <exception cref="SettingException">The ring is missing, malformed or not this database's.</exception>
    public Task OpenOrCreateAsync(CancellationToken cancellationToken) => OpenAsync(mayCreate: true, cancellationToken);

    /// <summary>Looks whether the ring has changed, and takes it over where it fits the database. Else the one in use stays.</summary>
    /// <exception cref="SettingException">The ring that is there now cannot be used.</exception>
    public async Task RefreshRingAsync(CancellationToken cancellationToken)
    {
        if (source is not KeyRingFile)
        {
            return;
        }

        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            foreach (var (ring, _) in _former.Where(IsUnused))
            {
                ring.Dispose();
            }

            _former.RemoveAll(IsUnused);
            await TakeOverAsync(
                await source.FindAsync(cancellationToken)
                    ?? throw new SettingException(source.Setting, $"{source.Location} does not exist."),
                cancellationToken
            );
        }
        finally
        {
            _refreshing.Release();
        }

        bool IsUnused((IKeyRing Ring, long Since) former) => time.GetElapsedTime(former.Since) > LongestUse;
    }

    public void Dispose()
    {
        _state?.ApiKeysKey.Dispose();
        _state?.AuditKey.Dispose();
        _state?.Ring.Dispose();
        _former.ForEach(former => former.Ring.Dispose());
        _refreshing.Dispose();
    }

    private async Task OpenAsync(bool mayCreate, CancellationToken cancellationToken) =>
        _state = await database.ExclusiveAsync(
            async connection =>
            {
                if (mayCreate && source is KeyRingFile file)
                {
                    file.DeleteLeftovers();
                }

                return await connection.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM installation") is { } id
                        ? await OpenAsync(id, connection, cancellationToken)
                    : mayCreate ? await CreateAsync(connection, cancellationToken)
                    : throw new SettingException(
                        "ConnectionStrings__Secrets",
                        "the database is empty: starting the service creates what it lacks. If it should not be empty, correct the setting."
                    );
            },
            cancellationToken
        );

    private async Task TakeOverAsync(IKeyRing ring, CancellationToken cancellationToken)
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
                    await RingCheck.VerifyAsync(source, ring, Id, connection, cancellationToken);
                    await RingCheck.RegisterAsync(ring, Id, connection, cancellationToken);
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

        _former.Add((Ring, time.GetTimestamp()));
        _state = Opened with { Ring = ring };
    }

    private async Task<State> CreateAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var now = time.Microseconds();
        var ring = await source.FindAsync(cancellationToken) ?? await source.CreateAsync(cancellationToken);
        await connection.ExecuteAsync("INSERT INTO installation (id, created_at) VALUES (@id, @now)", new { id, now });
        await RingCheck.RegisterAsync(ring, id, connection, cancellationToken);

        var apiKeysKey = await SystemKey.CreateAsync(SystemKey.ApiKeys, id, ring, connection, cancellationToken);
        var auditKey = await SystemKey.CreateAsync(SystemKey.Audit, id, ring, connection, cancellationToken);

        using var ownerKey = SymmetricKey.Generate();
        await connection.ExecuteAsync(
            NewOwner.Sql,
            await NewOwner.ParametersAsync(Owner.Default, ownerKey, id, ring, now, cancellationToken)
        );
        return new State(id, ring, apiKeysKey, auditKey);
    }

    private async Task<State> OpenAsync(Guid id, DbConnection connection, CancellationToken cancellationToken)
    {
        var found = await source.FindAsync(cancellationToken);
        await RingCheck.VerifyAsync(source, found, id, connection, cancellationToken);
        var ring = found ?? throw new SettingException(source.Setting, $"{source.Location} does not exist.");
        await RingCheck.RegisterAsync(ring, id, connection, cancellationToken);

        var apiKeysKey = await SystemKey.FindAsync(SystemKey.ApiKeys, id, ring, connection, cancellationToken)
            ?? throw new SettingException(SystemKey.Setting, "the database is damaged: the key of its API keys is missing.");
        var auditKey =
            await SystemKey.FindAsync(SystemKey.Audit, id, ring, connection, cancellationToken)
            ?? throw new SettingException(SystemKey.Setting, "the database is damaged: the key of its audit events is missing.");
        return new State(id, ring, apiKeysKey, auditKey);
    }

    private sealed record State(Guid Id, IKeyRing Ring, SymmetricKey ApiKeysKey, SymmetricKey AuditKey);
}
