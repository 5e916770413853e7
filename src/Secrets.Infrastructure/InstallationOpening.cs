using System.Data.Common;
using Secrets.Application.Encryption;
using Secrets.Domain;
using Secrets.Domain.Owners;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.KeyRing;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure;

/// <summary>Opens the installation of a database, or creates it with its key ring.</summary>
internal sealed class InstallationOpening(
    IDatabase database,
    OwnerKeyRepository ownerKeys,
    KeyRingCheck check,
    IKeyRingSource source,
    TimeProvider time
)
{
    private const string ApiKeys = "api-keys";
    private const string Audit = "audit";

    /// <exception cref="SettingException">The key ring is missing, malformed or of another database, or the database is empty.</exception>
    public Task<OpenedInstallation> RunAsync(bool mayCreate, CancellationToken cancellationToken) =>
        database.ExclusiveAsync(
            async connection =>
            {
                if (mayCreate && source is KeyRingFile file)
                {
                    file.DeleteLeftovers();
                }

                return await InstallationRepository.FindIdAsync(connection) is { } id ? await OpenAsync(id, connection, cancellationToken)
                    : mayCreate ? await CreateAsync(connection, cancellationToken)
                    : throw new SettingException(
                        ConnectionSettings.Setting,
                        "the database is empty: starting the service fills it. If it should not be empty, correct the setting."
                    );
            },
            cancellationToken
        );

    private async Task<OpenedInstallation> OpenAsync(Guid id, DbConnection connection, CancellationToken cancellationToken)
    {
        var found = await source.FindAsync(cancellationToken);
        await check.VerifyAsync(found, id, connection, cancellationToken);
        var ring = found ?? throw new SettingException(source.Setting, $"{source.Location} does not exist.");
        await KeyRingCheck.RegisterAsync(ring, id, connection, cancellationToken);
        return new OpenedInstallation(
            id,
            ring,
            await FindKeyAsync(ApiKeys, id, ring, connection, cancellationToken),
            await FindKeyAsync(Audit, id, ring, connection, cancellationToken)
        );
    }

    private async Task<OpenedInstallation> CreateAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var ring = await source.FindAsync(cancellationToken) ?? await source.CreateAsync(cancellationToken);
        await InstallationRepository.CreateAsync(connection, id, time.Microseconds());
        await KeyRingCheck.RegisterAsync(ring, id, connection, cancellationToken);

        using var ownerKey = SymmetricKey.Generate();
        await OwnerRepository.AddAsync(connection, Owner.Default, time.Microseconds());
        await ownerKeys.AddAsync(connection, await ring.WrapOwnerKeyAsync(ownerKey, id, Owner.Default.Id, version: 1, cancellationToken));
        return new OpenedInstallation(
            id,
            ring,
            await CreateKeyAsync(ApiKeys, id, ring, connection, cancellationToken),
            await CreateKeyAsync(Audit, id, ring, connection, cancellationToken)
        );
    }

    private static async Task<SymmetricKey> CreateKeyAsync(
        string name,
        Guid id,
        IKeyRing ring,
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var key = SymmetricKey.Generate();
        await InstallationRepository.AddSystemKeyAsync(connection, await ring.WrapSystemKeyAsync(key, id, name, cancellationToken));
        return key;
    }

    private static async Task<SymmetricKey> FindKeyAsync(
        string name,
        Guid id,
        IKeyRing ring,
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var key = await InstallationRepository.FindSystemKeyAsync(connection, name)
            ?? throw new SettingException(ConnectionSettings.Setting, $"the database is damaged: its key '{name}' is missing.");
        try
        {
            return await ring.UnwrapAsync(key, id, cancellationToken);
        }
        catch (DecryptionFailedException)
        {
            throw new SettingException(ConnectionSettings.Setting, $"the database is damaged: its key '{name}' cannot be decrypted.");
        }
    }
}
