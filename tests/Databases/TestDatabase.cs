using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Secrets.Infrastructure;

namespace Secrets.Tests.Databases;

/// <summary>An empty database and a folder for its key ring. Disposing removes both.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _postgresName;

    private TestDatabase(StorageProvider provider, string folder, string connectionString, string? postgresName)
    {
        Provider = provider;
        Folder = folder;
        ConnectionString = connectionString;
        _postgresName = postgresName;
    }

    public StorageProvider Provider { get; }

    public string Folder { get; }

    public string KeyRingPath => Path.Combine(Folder, "keyring.json");

    public string ConnectionString { get; }

    /// <summary>The program's settings for this database and its key ring, as environment variables.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
        [("Storage__Provider", $"{Provider}"), ("ConnectionStrings__Secrets", ConnectionString), ("Encryption__KeyRingPath", KeyRingPath)];

    /// <param name="options">Options of CREATE DATABASE for Postgres, such as its encoding.</param>
    public static async Task<TestDatabase> CreateAsync(StorageProvider provider, string options = "")
    {
        var folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;
        if (provider == StorageProvider.Sqlite)
        {
            return new TestDatabase(provider, folder, $"Data Source={Path.Combine(folder, "secrets.db")}", postgresName: null);
        }

        var name = $"secrets_{Guid.NewGuid():N}";
        await OnServerAsync($"CREATE DATABASE {name} {options}");
        var connectionString = new NpgsqlConnectionStringBuilder(await PostgresServer.ConnectionStringAsync())
        {
            Database = name,
            MaxPoolSize = 20,
        };
        return new TestDatabase(provider, folder, connectionString.ToString(), name);
    }

    /// <summary>Runs SQL without the service.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        return await connection.ExecuteAsync(sql);
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await ConnectAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgresName is not null)
        {
            await OnServerAsync($"DROP DATABASE IF EXISTS {_postgresName} WITH (FORCE)");
        }

        Directory.Delete(Folder, recursive: true);
    }

    public override string ToString() => Provider.ToString();

    public async Task<DbConnection> ConnectAsync()
    {
        var connectionString = ConnectionString + ";Pooling=False";
        DbConnection connection =
            Provider == StorageProvider.Sqlite ? new SqliteConnection(connectionString) : new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await PostgresServer.ConnectionStringAsync() + ";Pooling=False");
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }
}
