using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Secrets;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;
using Secrets.Domain.Secrets;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

/// <summary>Prepared statements keep the plans that Postgres made for an empty database.</summary>
public sealed class StatementPlanTests
{
    private const int Secrets = 200;

    [Fact]
    public async Task A_statement_prepared_on_an_empty_database_reads_no_more_rows_when_there_are_many()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using (var services = await TestInstallation.OpenAsync(database))
        {
            var repository = services.GetRequiredService<ISecretRepository>();
            for (var i = 0; i < Secrets; i++)
            {
                var secret = await StoredSecrets.StoreAsync(services, Owner.Default, $"TOKEN_{i}", "value");
                await StoredSecrets.StoreNextAsync(services, secret, "next");
                var stored = (await repository.FindAsync(new SecretReach(Owner.Default.Id), secret.Name, CancellationToken.None))!;
                var updated = StoredSecrets.EventOf(services, stored.Address, AuditActions.UpdateSecret);
                Assert.True(await repository.UpdateAsync(stored.Update(stored.Name, new SecretMetadata("described"), now: 1), updated));
            }
        }

        Assert.InRange(await CountReadRowsAsync(database), 1, 20 * Secrets);
    }

    [Fact]
    public async Task A_list_of_few_names_reads_no_more_rows_when_there_are_many()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await using (var services = await TestInstallation.OpenAsync(database))
        {
            var repository = services.GetRequiredService<ISecretRepository>();
            var reach = new SecretReach(Owner.Default.Id, SecretNames.Of(["TOKEN_7", "TOKEN_11*", "ABSENT"]));
            for (var i = 0; i < Secrets; i++)
            {
                Assert.Equal(
                    Enumerable.Range(0, i).Count(number => number is 7 or 11 or (>= 110 and < 120)),
                    (await repository.ListAsync(reach, Guid.Empty, limit: 100, CancellationToken.None)).Count
                );
                await StoredSecrets.StoreAsync(services, Owner.Default, $"TOKEN_{i}", "value");
            }
        }

        Assert.InRange(await CountReadRowsAsync(database), 1, 40 * Secrets);
    }

    private static async Task<long> CountReadRowsAsync(TestDatabase database)
    {
        // Sessions report what they read when they end.
        while (
            await database.ScalarAsync<long>("SELECT sum(n_tup_ins)::bigint FROM pg_stat_user_tables WHERE relname = 'secrets'") < Secrets
        )
        {
            await Task.Delay(10);
        }

        return await database.ScalarAsync<long>(
            "SELECT sum(idx_tup_read)::bigint + (SELECT sum(seq_tup_read)::bigint FROM pg_stat_user_tables WHERE relname = 'secrets') "
                + "FROM pg_stat_user_indexes WHERE relname = 'secrets'"
        );
    }
}
