using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Application.Diagnosis;
using Secrets.Application.Encryption;
using Secrets.Application.KeyRing;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Infrastructure.ApiKeys;
using Secrets.Infrastructure.Audit;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;
using Secrets.Infrastructure.Persistence.Postgres;
using Secrets.Infrastructure.Persistence.Sqlite;

namespace Secrets.Infrastructure;

public enum StorageProvider
{
    Sqlite,
    Postgres,
}

public static class InfrastructureServices
{
    /// <param name="kms">The key ring, where it is not the file.</param>
    /// <param name="hasPooler">A connection pooler stands in front of Postgres.</param>
    /// <exception cref="SettingException">The connection string is malformed.</exception>
    public static IServiceCollection AddInfrastructure(
        this IServiceCollection services,
        StorageProvider provider,
        string connectionString,
        string keyRingPath,
        KmsSettings? kms = null,
        bool hasPooler = false
    )
    {
        GuidHandler.Register();
        return services
            .AddSingleton(_ => Connect(provider, connectionString, hasPooler))
            .AddSingleton<IDatabaseServer>(services =>
                services.GetRequiredService<IDatabase>() switch
                {
                    PostgresDatabase postgres => new PostgresServer(postgres),
                    var sqlite => new SqliteServer((SqliteDatabase)sqlite),
                }
            )
            .AddSingleton<IKeyRingSource>(kms is null ? new KeyRingFile(keyRingPath) : new KmsKeyRingSource(kms))
            .AddSingleton(new StorageFailures(provider, connectionString))
            .AddSingleton<Migrations>()
            .AddSingleton<IDatabaseClock, DatabaseClock>()
            .AddSingleton<Installation>()
            .AddSingleton<OwnerKeys>()
            .AddSingleton<RingRewrap>()
            .AddSingleton<OwnerReencryption>()
            .AddSingleton<IKeyRingRotation, RingRotation>()
            .AddSingleton<IOwnerKeyRotation, OwnerKeyRotation>()
            .AddSingleton<Replica>()
            .AddSingleton<IReplica>(services => services.GetRequiredService<Replica>())
            .AddSingleton<ISecretCipher, SecretCipher>()
            .AddSingleton<ISecretRepository, SecretRepository>()
            .AddSingleton<IAuditSigner, AuditMac>()
            .AddSingleton<IAuditEventRepository, AuditEventRepository>()
            .AddSingleton<IAuditChainRepository, AuditChainRepository>()
            .AddSingleton<IChainedEventRepository, ChainedEventRepository>()
            .AddSingleton<IAuditedSecretRepository, AuditedSecretRepository>()
            .AddTransient<ValueExamination>()
            .AddSingleton<IDiagnosis, Diagnosis>()
            .AddSingleton<IReadiness, Readiness>()
            .AddSingleton<IDeletedSecretRepository, DeletedSecretRepository>()
            .AddSingleton<IOwnerRepository, OwnerRepository>()
            .AddSingleton<IOwnerCounts, OwnerCounts>()
            .AddSingleton<IApiKeyHasher, ApiKeyHasher>()
            .AddSingleton<IApiKeyRepository, ApiKeyRepository>();
    }

    /// <summary>Creates and migrates the database and opens the installation, as the service does when it starts; nothing works before.</summary>
    /// <exception cref="SettingException">Database and key ring do not fit this program or each other.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public static async Task OpenInstallationAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            services.GetRequiredService<IDatabaseServer>().Create();
            await ConnectionSettings.NameFailuresAsync(() => services.GetRequiredService<Migrations>().ApplyAsync(cancellationToken));
            await services.GetRequiredService<Installation>().OpenOrCreateAsync(cancellationToken);
        }
        catch (StorageUnavailableException e)
        {
            var reason = await services.GetRequiredService<StorageFailures>().ExplainAsync(e, cancellationToken);
            throw reason is null ? e : new StorageUnavailableException(e.Message, new AuthenticationException(reason, e), e.Setting);
        }
    }

    /// <summary>Opens an installation that a service has created, as commands do: nothing is created or migrated.</summary>
    /// <exception cref="SettingException">The database does not exist or has another schema, or the key ring does not fit it.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public static async Task OpenExistingInstallationAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await ConnectionSettings.NameFailuresAsync(async () =>
        {
            await services.GetRequiredService<Migrations>().VerifyAsync(cancellationToken);
            return true;
        });
        await services.GetRequiredService<Installation>().OpenAsync(cancellationToken);
    }

    /// <summary>Migrates a database that exists, and returns the schemas that it had and has.</summary>
    /// <exception cref="SettingException">The database does not exist or has a newer schema.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public static Task<(int From, int To)> MigrateDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<IDatabaseServer>().FindFault() is { } fault
            ? throw new SettingException(ConnectionSettings.Setting, fault)
            : ConnectionSettings.NameFailuresAsync(() => services.GetRequiredService<Migrations>().ApplyAsync(cancellationToken));

    private static IDatabase Connect(StorageProvider provider, string connectionString, bool hasPooler)
    {
        try
        {
            return provider == StorageProvider.Postgres
                ? new PostgresDatabase(connectionString, hasPooler)
                : new SqliteDatabase(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new SettingException(
                ConnectionSettings.Setting,
                $"not a connection string that {provider} can use: {e.Message.ReplaceLineEndings(" ")}"
            );
        }
    }
}
