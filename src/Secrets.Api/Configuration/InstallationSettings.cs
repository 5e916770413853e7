using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Infrastructure;
using Secrets.Infrastructure.KeyRing;

namespace Secrets.Api.Configuration;

/// <summary>The settings of the database, the key ring and the limits of an installation.</summary>
internal sealed record InstallationSettings(
    StorageProvider Provider,
    string ConnectionString,
    string KeyRingPath,
    KmsSettings? Kms,
    bool HasPooler,
    SessionApiKey SessionApiKey,
    SecretLimits Limits,
    OwnerLimits OwnerLimits
)
{
    public const string SessionApiKeySetting = "SESSION_API_KEY";

    private const int MaxSqliteFiles = 48;
    private const int OtherConnections = 8;

    /// <exception cref="SettingException">A setting is missing or cannot be used; it is named by its environment variable.</exception>
    public static InstallationSettings Read(IConfiguration configuration)
    {
        var provider = configuration["Storage:Provider"] switch
        {
            null or "" => StorageProvider.Sqlite,
            var text
                when Enum.TryParse<StorageProvider>(text, ignoreCase: true, out var known)
                    && Enum.IsDefined(known)
                    && !char.IsAsciiDigit(text[0]) => known,
            _ => throw new SettingException("Storage__Provider", "must be Sqlite or Postgres."),
        };
        var folder = DataFolder.Read(configuration);
        var connectionString =
            configuration["ConnectionStrings:Secrets"] is { Length: > 0 } given ? given
            : provider == StorageProvider.Sqlite ? folder.SqliteConnectionString
            : throw new SettingException("ConnectionStrings__Secrets", "is required with Storage__Provider=Postgres.");
        return new InstallationSettings(
            provider,
            connectionString,
            configuration["Encryption:KeyRingPath"] is { Length: > 0 } path ? path : folder.KeyRingPath,
            configuration.ReadKms(),
            ReadPooler(configuration, provider),
            new SessionApiKey(ReadSessionApiKey(configuration)),
            new SecretLimits(
                configuration.ReadNumber("Limits:MaxValueBytes", SecretLimits.DefaultMaxValueBytes, 1, SecretLimits.LargestMaxValueBytes),
                configuration.ReadNumber("Limits:VersionsKept", SecretLimits.DefaultVersionsKept, 1, 100),
                TimeSpan.FromDays(
                    configuration.ReadNumber("Limits:DeletedSecretsKeptDays", SecretLimits.DefaultDeletedSecretsKeptDays, 0, 3650)
                ),
                ReadRevealExpired(configuration)
            ),
            new OwnerLimits(
                configuration.ReadNumber("Limits:SecretsPerOwner", OwnerLimits.DefaultSecrets, 1, 1_000_000_000),
                configuration.ReadNumber("Limits:ApiKeysPerOwner", OwnerLimits.DefaultApiKeys, 1, 1_000_000)
            )
        );
    }

    /// <summary>The maximum number of files and connections of the database.</summary>
    public int DatabaseFiles => Provider == StorageProvider.Sqlite ? MaxSqliteFiles : MaxPoolSize() + OtherConnections;

    /// <summary>Registers the use cases on the database and the key ring of these settings.</summary>
    public IServiceCollection AddTo(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(SessionApiKey)
            .AddSingleton(Limits)
            .AddSingleton(OwnerLimits)
            .AddApplication()
            .AddInfrastructure(Provider, ConnectionString, KeyRingPath, Kms, HasPooler);
    }

    private static bool ReadPooler(IConfiguration configuration, StorageProvider provider) =>
        configuration["Storage:Pooler"] switch
        {
            null or "" => false,
            var text when !bool.TryParse(text, out _) => throw new SettingException(
                "Storage__Pooler",
                "must be true or false: true if a connection pooler such as PgBouncer is in front of Postgres."
            ),
            var text when bool.Parse(text) && provider != StorageProvider.Postgres => throw new SettingException(
                "Storage__Pooler",
                "can only be true with Storage__Provider=Postgres."
            ),
            var text => bool.Parse(text),
        };

    private static bool ReadRevealExpired(IConfiguration configuration) =>
        configuration["Secrets:RevealExpired"] switch
        {
            null or "" => true,
            var text when bool.TryParse(text, out var reveals) => reveals,
            _ => throw new SettingException(
                "Secrets__RevealExpired",
                "must be true or false: false to refuse the values of secrets whose expires_at has passed."
            ),
        };

    private int MaxPoolSize()
    {
        const int Default = 20;
        const int Max = 1024;
        try
        {
            var given = new DbConnectionStringBuilder { ConnectionString = ConnectionString };
            return
                (given.TryGetValue("Maximum Pool Size", out var size) || given.TryGetValue("MaxPoolSize", out size))
                && int.TryParse($"{size}", NumberStyles.None, CultureInfo.InvariantCulture, out var pool)
                ? Math.Min(pool, Max)
                : Default;
        }
        catch (ArgumentException)
        {
            // Reported when the database is opened.
            return Default;
        }
    }

    private static string? ReadSessionApiKey(IConfiguration configuration)
    {
        if (configuration[SessionApiKeySetting] is not { Length: > 0 } key)
        {
            return null;
        }

        return key.Length is >= SessionApiKey.MinLength and <= SessionApiKey.MaxLength && key.All(c => c is > ' ' and < '\x7f')
            ? key
            : throw new SettingException(
                SessionApiKeySetting,
                $"must be {SessionApiKey.MinLength} to {SessionApiKey.MaxLength} printable ASCII characters, without spaces."
            );
    }
}
