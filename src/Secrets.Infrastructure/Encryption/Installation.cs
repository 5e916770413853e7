using System.Data.Common;
using Dapper;
using Secrets.Application.Encryption;
using Secrets.Domain;
using Secrets.Domain.Owners;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Encryption;

/// <summary>
/// One database and the key ring that opens it. Opening it, before the service listens, makes what an empty
/// database lacks and refuses a ring that does not fit.
/// </summary>
internal sealed class Installation(IDatabase database, KeyRingFile file, TimeProvider time) : IDisposable
{
    private const string ApiKeysName = "api-keys";

    private State? _state;

    public Guid Id => Opened.Id;

    public KeyRing Ring => Opened.Ring;

    /// <summary>The key that authenticates API keys.</summary>
    public SymmetricKey ApiKeysKey => Opened.ApiKeysKey;

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
        _state?.Ring.Dispose();
    }

    private async Task<State> CreateAsync(DbConnection connection)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var now = time.Microseconds();
        var ring = file.Exists ? file.Read() : file.Create();
        await connection.ExecuteAsync("INSERT INTO installation (id, created_at) VALUES (@id, @now)", new { id, now });
        await RingCheck.RegisterAsync(ring, id, connection);

        var apiKeysKey = SymmetricKey.Generate();
        await connection.ExecuteAsync(
            "INSERT INTO system_keys (name, key_id, ring_id, wrapped) VALUES (@ApiKeysName, @KeyId, @RingId, @Wrapped)",
            new
            {
                ApiKeysName,
                KeyId = apiKeysKey.Id.ToBytes(),
                RingId = ring.Active.Id.ToBytes(),
                Wrapped = KeyWrap.Wrap(ring, apiKeysKey, KeyWrap.SystemKey(id, ApiKeysName, apiKeysKey.Id)),
            });

        using var ownerKey = SymmetricKey.Generate();
        await connection.ExecuteAsync(NewOwner.Sql, NewOwner.Parameters(Owner.Default, ownerKey, id, ring, now));
        return new State(id, ring, apiKeysKey);
    }

    private async Task<State> OpenAsync(Guid id, DbConnection connection)
    {
        var found = file.Exists ? file.Read() : null;
        await RingCheck.VerifyAsync(file, found, id, connection);
        var ring = found ?? throw new SettingException(KeyRingFile.Setting, $"'{file.Path}' does not exist.");
        await RingCheck.RegisterAsync(ring, id, connection);

        var (keyId, wrapped) = await connection.QuerySingleAsync<(byte[], byte[])>(
            "SELECT key_id, wrapped FROM system_keys WHERE name = @ApiKeysName", new { ApiKeysName });
        try
        {
            var apiKeysId = KeyId.Read(keyId);
            return new State(id, ring, KeyWrap.Unwrap(ring, apiKeysId, wrapped, KeyWrap.SystemKey(id, ApiKeysName, apiKeysId)));
        }
        catch (DecryptionFailedException)
        {
            throw new SettingException("ConnectionStrings__Secrets", "the database is damaged: the key of its API keys does not decrypt.");
        }
    }

    private sealed record State(Guid Id, KeyRing Ring, SymmetricKey ApiKeysKey);
}
