using Npgsql;
using Secrets.Application;
using Secrets.Infrastructure.Persistence;
using Secrets.Infrastructure.Persistence.Postgres;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

public sealed class UnreachablePostgresTests
{
    [Theory]
    [InlineData("Host=no-such-host.invalid")]
    [InlineData("Host=127.0.0.1;Port=1")]
    [InlineData("Host=/no/such/folder")]
    [InlineData("Password=wrong;Username=nobody")]
    [InlineData("Database=no_such_database")]
    [InlineData("SSL Mode=VerifyFull")]
    [InlineData("SSL Mode=VerifyFull;Root Certificate=/no/such/file")]
    public async Task The_database_is_unavailable_if_no_connection_can_be_opened(string settings)
    {
        await using var test = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        var given = new NpgsqlConnectionStringBuilder(settings);
        var builder = new NpgsqlConnectionStringBuilder(test.ConnectionString);
        foreach (var keyword in given.Keys.Cast<string>())
        {
            builder[keyword] = given[keyword];
        }

        await using var database = new PostgresDatabase(builder.ToString());

        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.QueryAsync<int>("SELECT 1", new { }, CancellationToken.None));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.WriteAsync([new Statement("SELECT 1", new { })]));
        await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            database.ExclusiveAsync(_ => Task.FromResult(0), CancellationToken.None)
        );
    }
}
