using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Infrastructure.Persistence;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class TemporaryDataTests
{
    private const string TemporaryStore = "PRAGMA temp_store";
    private const long InMemory = 2;

    [Fact]
    public async Task SQLite_needs_no_folder_for_temporary_files()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var installation = await TestInstallation.OpenAsync(database);
        var connections = installation.GetRequiredService<IDatabase>();

        var reader = await connections.QueryAsync<long>(TemporaryStore, new { }, CancellationToken.None);
        var writer = await connections.TransactAsync(connection => connection.QuerySingleAsync<long>(TemporaryStore));

        Assert.Equal((InMemory, InMemory), (Assert.Single(reader), writer));
    }
}
