using Secrets.Domain.Owners;
using Secrets.Tests.Databases;
using Xunit.Abstractions;

namespace Secrets.Infrastructure.Tests.Audit;

/// <summary>Changes every bit and every length of the rows of the audit log.</summary>
public sealed class DamagedChainTests(ITestOutputHelper output)
{
    /// <param name="key">A column that identifies the row.</param>
    /// <param name="unread">The column that only a block proves.</param>
    [Theory]
    [OnBothDatabases("audit_events", "id", "position = (SELECT min(position) FROM audit_events)", "")]
    [OnBothDatabases("audit_events", "id", "position = (SELECT max(position) FROM audit_events)", "position")]
    [OnBothDatabases("audit_blocks", "number", "number = 1", "")]
    [OnBothDatabases("audit_blocks", "number", "number = 2", "")]
    [OnBothDatabases("audit_checkpoints", "name", "name = 'head'", "")]
    [OnBothDatabases("audit_checkpoints", "name", "name = 'removed'", "")]
    public async Task A_damaged_row_of_the_audit_log_is_a_fault(
        StorageProvider provider,
        string table,
        string key,
        string isIt,
        string unread
    )
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = await StoreTwoBlocksAsync(services, removesFirst: isIt.Contains("removed", StringComparison.Ordinal));

        var damages = await new StoredRow(database, table, key, isIt).DamageAsync(async column =>
        {
            var fault = (await chain.VerifyAsync()).Fault;
            Assert.True(column == unread || fault is not null, "no fault");
        });

        output.WriteLine($"{damages} damages");
        Assert.InRange(damages, 150, int.MaxValue);
        Assert.Null((await chain.VerifyAsync()).Fault);
    }

    /// <summary>Damaged rows must not stop the service, which extends the chain each second.</summary>
    [Theory]
    [OnBothDatabases("UPDATE audit_blocks SET mac = LONG")]
    [OnBothDatabases("UPDATE audit_blocks SET digest = LONG; UPDATE audit_checkpoints SET block_mac = LONG")]
    [OnBothDatabases("UPDATE audit_blocks SET created_at = 9223372036854775807")]
    [OnBothDatabases("UPDATE audit_blocks SET created_at = -9223372036854775807")]
    [OnBothDatabases("UPDATE audit_blocks SET number = number + 9223372036854775805")]
    [OnBothDatabases("UPDATE audit_events SET mac = LONG, at = -9223372036854775807")]
    [InlineData(StorageProvider.Sqlite, "UPDATE audit_events SET id = x'00' WHERE position = (SELECT max(position) FROM audit_events)")]
    [InlineData(
        StorageProvider.Sqlite,
        "UPDATE audit_events SET owner_id = x'00' WHERE position = (SELECT max(position) FROM audit_events)"
    )]
    public async Task Damaged_rows_are_a_fault_and_do_not_stop_the_chain(StorageProvider provider, string damage)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var chain = await StoreTwoBlocksAsync(services, removesFirst: false);

        Assert.NotEqual(
            0,
            await database.ExecuteAsync(
                damage.Replace(
                    "LONG",
                    provider == StorageProvider.Sqlite ? "zeroblob(1000)" : "decode(repeat('00', 1000), 'hex')",
                    StringComparison.Ordinal
                )
            )
        );

        await chain.FindLastAsync();
        await StoredSecrets.StoreAsync(services, Owner.Default, "after the damage", "v");
        await chain.ExtendAsync();
        Assert.NotNull((await chain.VerifyAsync()).Fault);
        await chain.RemoveAsync(long.MaxValue);
    }

    // Six secrets, two in each of two blocks. The first block may be removed.
    private static async Task<TestChain> StoreTwoBlocksAsync(IServiceProvider services, bool removesFirst)
    {
        var chain = new TestChain(services);
        for (var i = 0; i < 6; i++)
        {
            await StoredSecrets.StoreAsync(services, Owner.Default, $"s{i}", "v");
            if (i is 1 or 3)
            {
                await chain.ExtendByOneBlockAsync();
            }
        }

        if (removesFirst)
        {
            Assert.Equal(2, await chain.RemoveAsync(long.MaxValue));
        }

        Assert.Null((await chain.VerifyAsync()).Fault);
        return chain;
    }
}
