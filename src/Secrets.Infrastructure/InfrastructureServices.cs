using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Application.Clocks;
using Secrets.Application.Diagnosis;
using Secrets.Application.Diagnosis.GetStatus;
using Secrets.Application.Encryption;
using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.RewrapKeys;
using Secrets.Application.Owners;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Application.Secrets;
using Secrets.Infrastructure.ApiKeys;
using Secrets.Infrastructure.Audit;
using Secrets.Infrastructure.Diagnosis;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.KeyRing;
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
    /// <param name="kms">The key ring in AWS KMS; null to use the file.</param>
    /// <param name="hasPooler">True if a connection pooler is between the service and Postgres.</param>
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
            .AddSingleton<InstallationRepository>()
            .AddSingleton<InstallationOpening>()
            .AddSingleton<Installation>()
            .AddSingleton<ILoadedKeyRing>(services => services.GetRequiredService<Installation>())
            .AddSingleton<RootKeyRepository>()
            .AddSingleton<IRootKeyRepository>(services => services.GetRequiredService<RootKeyRepository>())
            .AddSingleton<IWrappedKeyRepository, WrappedKeyRepository>()
            .AddSingleton<KeyRingCheck>()
            .AddSingleton<IKeyRingChanges, KeyRingChanges>()
            .AddSingleton<ReplicaRepository>()
            .AddSingleton<IReplicaRepository>(services => services.GetRequiredService<ReplicaRepository>())
            .AddSingleton<OwnerKeyRepository>()
            .AddSingleton<IOwnerKeyRepository>(services => services.GetRequiredService<OwnerKeyRepository>())
            .AddSingleton<OwnerKeyReader>()
            .AddSingleton<OwnerKeys>()
            .AddSingleton<IOwnerKeys>(services => services.GetRequiredService<OwnerKeys>())
            .AddSingleton<IEnvelopeRepository, EnvelopeRepository>()
            .AddSingleton<ISecretCipher, SecretCipher>()
            .AddSingleton<ISecretRepository, SecretRepository>()
            .AddSingleton<ISecretRevealRepository, SecretRevealRepository>()
            .AddSingleton<IDueSecretRepository, DueSecretRepository>()
            .AddSingleton<IAuditSigner, AuditMac>()
            .AddSingleton<IAuditEventRepository, AuditEventRepository>()
            .AddSingleton<IAuditChainRepository, AuditChainRepository>()
            .AddSingleton<IChainedEventRepository, ChainedEventRepository>()
            .AddSingleton<IAuditedSecretRepository, AuditedSecretRepository>()
            .AddDiagnosis()
            .AddSingleton<IStatusRepository, StatusRepository>()
            .AddSingleton<IReadiness, Readiness>()
            .AddSingleton<IDeletedSecretRepository, DeletedSecretRepository>()
            .AddSingleton<IOwnerRepository, OwnerRepository>()
            .AddSingleton<IOwnerCounts, OwnerCounts>()
            .AddSingleton<IApiKeyHasher, ApiKeyHasher>()
            .AddSingleton<IApiKeyRepository, ApiKeyRepository>();
    }

    /// <summary>Creates and migrates the database, and opens the installation. Must be called first.</summary>
    /// <exception cref="SettingException">The database and the key ring do not fit this program or each other.</exception>
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

    /// <summary>Opens an existing installation for a command, without creating or migrating anything.</summary>
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

    /// <summary>Migrates an existing database, and returns the schemas before and after.</summary>
    /// <exception cref="SettingException">The database does not exist or has a newer schema.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public static Task<(int From, int To)> MigrateDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<IDatabaseServer>().FindFault() is { } fault
            ? throw new SettingException(ConnectionSettings.Setting, fault)
            : ConnectionSettings.NameFailuresAsync(() => services.GetRequiredService<Migrations>().ApplyAsync(cancellationToken));

    // Transient, because a diagnosis keeps its findings.
    private static IServiceCollection AddDiagnosis(this IServiceCollection services) =>
        services
            .AddSingleton<DiagnosisRepository>()
            .AddTransient<DatabaseCheck>()
            .AddTransient<SchemaCheck>()
            .AddTransient<ClockCheck>()
            .AddTransient<LoadedKeyRingCheck>()
            .AddTransient<TimesCheck>()
            .AddTransient<ValuesCheck>()
            .AddTransient<AuditCheck>()
            .AddTransient<IDiagnosis, InstallationDiagnosis>();

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
