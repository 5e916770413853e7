using System.Data.Common;
using Dapper;
using Secrets.Application.Encryption;
using Secrets.Domain;
using Secrets.Domain.Owners;
using Secrets.Infrastructure.Audit;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// One database and the key ring that opens it. Opening it, before the service listens, makes what an empty
/// database lacks and refuses a ring that does not fit.
/// </summary>
internal sealed class Installation(IDatabase database, KeyRingFile file, TimeProvider time) : IDisposable
{
    private const string ApiKeysName = "api-keys";
    private const string AuditName = "audit";
    private const string DatabaseSetting = "ConnectionStrings__Secrets";

    private State? _state;

    public Guid Id => Opened.Id;

    public KeyRing Ring => Opened.Ring;

    /// <summary>The key that authenticates API keys.</summary>
    public SymmetricKey ApiKeysKey => Opened.ApiKeysKey;

    /// <summary>The key that authenticates audit events.</summary>
    public SymmetricKey AuditKey => Opened.AuditKey;

    private State Opened => _state ?? throw new InvalidOperationException("The installation has not been opened.");

    /// <exception cref="SettingException">The ring is missing, malformed or not this database's.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken) => _state = await database.ExclusiveAsync(
        async connection =>
            await connection.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM installation") is { } id
                ? await OpenAsync(id, connection)
                : await CreateAsync(connection),
        cancellationToken);

    public void Dispose()
    {
        _state?.ApiKeysKey.Dispose();
        _state?.AuditKey.Dispose();
        _state?.Ring.Dispose();
    }

    private async Task<State> CreateAsync(DbConnection connection)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var now = time.Microseconds();
        var ring = file.Exists ? file.Read() : file.Create();
        await connection.ExecuteAsync("INSERT INTO installation (id, created_at) VALUES (@id, @now)", new { id, now });
        await RingCheck.RegisterAsync(ring, id, connection);

        var apiKeysKey = await CreateSystemKeyAsync(ApiKeysName, id, ring, connection);
        var auditKey = await CreateSystemKeyAsync(AuditName, id, ring, connection);

        using var ownerKey = SymmetricKey.Generate();
        await connection.ExecuteAsync(NewOwner.Sql, NewOwner.Parameters(Owner.Default, ownerKey, id, ring, now));
        return new State(id, ring, apiKeysKey, auditKey);
    }

    private async Task<State> OpenAsync(Guid id, DbConnection connection)
    {
        var found = file.Exists ? file.Read() : null;
        await RingCheck.VerifyAsync(file, found, id, connection);
        var ring = found ?? throw new SettingException(KeyRingFile.Setting, $"'{file.Path}' does not exist.");
        await RingCheck.RegisterAsync(ring, id, connection);

        var apiKeysKey = await OpenSystemKeyAsync(ApiKeysName, id, ring, connection)
            ?? throw new SettingException(DatabaseSetting, "the database is damaged: the key of its API keys is missing.");
        var auditKey = await OpenSystemKeyAsync(AuditName, id, ring, connection);
        if (auditKey is null)
        {
            if (await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM audit_events)"))
            {
                throw new SettingException(DatabaseSetting, "the database is damaged: the key of its audit events is missing.");
            }

            // A database from before there were events.
            auditKey = await CreateSystemKeyAsync(AuditName, id, ring, connection);
            await AuditAdoption.RunAsync(auditKey, connection, time);
        }

        return new State(id, ring, apiKeysKey, auditKey);
    }

    private static async Task<SymmetricKey> CreateSystemKeyAsync(string name, Guid installationId, KeyRing ring, DbConnection connection)
    {
        var key = SymmetricKey.Generate();
        await connection.ExecuteAsync(
            "INSERT INTO system_keys (name, key_id, ring_id, wrapped) VALUES (@name, @KeyId, @RingId, @Wrapped)",
            new
            {
                name,
                KeyId = key.Id.ToBytes(),
                RingId = ring.Active.Id.ToBytes(),
                Wrapped = KeyWrap.Wrap(ring, key, KeyWrap.SystemKey(installationId, name, key.Id)),
            });
        return key;
    }

    private static async Task<SymmetricKey?> OpenSystemKeyAsync(string name, Guid installationId, KeyRing ring, DbConnection connection)
    {
        var rows = (await connection.QueryAsync<(byte[] KeyId, byte[] Wrapped)>("SELECT key_id, wrapped FROM system_keys WHERE name = @name", new { name })).AsList();
        if (rows.Count == 0)
        {
            return null;
        }

        try
        {
            var keyId = KeyId.Read(rows[0].KeyId);
            return KeyWrap.Unwrap(ring, keyId, rows[0].Wrapped, KeyWrap.SystemKey(installationId, name, keyId));
        }
        catch (DecryptionFailedException)
        {
            throw new SettingException(DatabaseSetting, $"the database is damaged: its key '{name}' does not decrypt.");
        }
    }

    private sealed record State(Guid Id, KeyRing Ring, SymmetricKey ApiKeysKey, SymmetricKey AuditKey);
}
