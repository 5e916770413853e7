using Microsoft.Extensions.DependencyInjection;
using Secrets.Infrastructure.Persistence;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class AbandonedQueryTests
{
    private const string Endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT -i FROM n) SELECT count(*) FROM n";

    [Theory]
    [OnBothDatabases]
    public async Task A_query_stops_when_its_client_disconnects(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        using var client = new CancellationTokenSource();
        var query = Task.Run(() => services.GetRequiredService<IDatabase>().QueryAsync<long>(Endless, new { }, client.Token));
        while (provider == StorageProvider.Postgres && await CountRunningAsync(database) == 0) { }

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(TimeSpan.FromSeconds(30)));
        while (provider == StorageProvider.Postgres && await CountRunningAsync(database) > 0) { }
    }

    [Fact]
    public async Task The_server_ends_a_query_that_takes_too_long()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using var services = await TestInstallation.OpenAsync(database);

        var failure = await Assert.ThrowsAsync<Application.StorageUnavailableException>(() =>
            services.GetRequiredService<IDatabase>().QueryAsync<long>(Endless, new { }, CancellationToken.None)
        );

        Assert.Equal("57014", Assert.IsType<Npgsql.PostgresException>(failure.InnerException).SqlState);
    }

    private static Task<long> CountRunningAsync(TestDatabase database) =>
        database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' "
                + "AND query LIKE '%RECURSIVE n (i)%' AND pid <> pg_backend_pid()"
        );
}
