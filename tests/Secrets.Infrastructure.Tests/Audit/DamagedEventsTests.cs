using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;
using Secrets.Domain.Owners;
using Secrets.Tests.Databases;
using Xunit.Abstractions;

namespace Secrets.Infrastructure.Tests.Audit;

/// <summary>Every bit of the rows of the audit log, and every length of them.</summary>
public sealed class DamagedEventsTests(ITestOutputHelper output)
{
    /// <param name="key">A column that tells the row from all others.</param>
    /// <param name="unread">What only a seal proves.</param>
    [Theory]
    [OnBothDatabases("audit_events", "id", "position = (SELECT min(position) FROM audit_events)", "")]
    [OnBothDatabases("audit_events", "id", "position = (SELECT max(position) FROM audit_events)", "position")]
    [OnBothDatabases("audit_blocks", "number", "number = 1", "")]
    [OnBothDatabases("audit_blocks", "number", "number = 2", "")]
    [OnBothDatabases("audit_checkpoints", "name", "name = 'head'", "")]
    [OnBothDatabases("audit_checkpoints", "name", "name = 'removed'", "")]
    public async Task A_damaged_row_of_the_audit_log_is_named(
        StorageProvider provider,
        string table,
        string key,
        string isIt,
        string unread
    )
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = await SealTwiceAsync(services, removesFirst: isIt.Contains("removed", StringComparison.Ordinal));

        var damages = await new StoredRow(database, table, key, isIt).DamageAsync(async column =>
        {
            var fault = (await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault;
            Assert.True(column == unread || fault is not null, "no fault");
        });

        output.WriteLine($"{damages} damages");
        Assert.InRange(damages, 150, int.MaxValue);
        Assert.Null((await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault);
    }

    /// <summary>What a service does each second must not end it.</summary>
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
    public async Task Beside_damaged_rows_seals_are_made_and_the_damage_is_named(StorageProvider provider, string damage)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var services = await TestInstallation.OpenAsync(database);
        var seals = await SealTwiceAsync(services, removesFirst: false);

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

        await seals.FindLastAsync(CancellationToken.None);
        await StoredSecrets.StoreAsync(services, Owner.Default, "after the damage", "v");
        await seals.SealAsync(CancellationToken.None);
        Assert.NotNull((await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault);
        await seals.RemoveAsync(long.MaxValue, CancellationToken.None);
    }

    // Six secrets, two under each of two seals; the events of the first may be gone.
    private static async Task<IAuditSeals> SealTwiceAsync(IServiceProvider services, bool removesFirst)
    {
        var seals = services.GetRequiredService<IAuditSeals>();
        for (var i = 0; i < 6; i++)
        {
            await StoredSecrets.StoreAsync(services, Owner.Default, $"s{i}", "v");
            while (i is 1 or 3 && await seals.SealAsync(CancellationToken.None) == 0)
            {
                // Transactions of other tests on the same server have yet to end.
                await Task.Yield();
            }
        }

        if (removesFirst)
        {
            Assert.Equal(2, await seals.RemoveAsync(long.MaxValue, CancellationToken.None));
        }

        Assert.Null((await seals.VerifyAsync(checkpoint: null, CancellationToken.None)).Fault);
        return seals;
    }
}
