using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Rows damaged bit by bit under a running service, which refuses and logs them and serves everything else.</summary>
[Trait("Category", "Slow")]
public sealed class DamagedRowsTests
{
    private const int Every = 5;

    [Theory]
    [OnBothDatabases]
    public async Task A_damaged_envelope_gives_500_with_an_event_and_a_log_line_and_other_secrets_work(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("damaged", "the first value");
        await service.CreateAsync("whole", "the other value");

        var damages = await new StoredRow(service.Database, "secrets", "envelope", "name = 'damaged'").DamageAsync(
            async column =>
            {
                var response = await service.RevealAsync("damaged");
                if (column == "envelope")
                {
                    response.Is(500, """{"detail":"Internal Server Error"}""");
                }
                else
                {
                    Assert.True(response.Status is 404 or 500 || response.Body == "the first value", response.Body);
                }

                (await service.RevealAsync("whole")).IsValue("the other value");
                Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets")).Status);
                Assert.NotInRange((await service.SendAsync("GET", "/api/secrets/damaged")).Status, 500, 599);
                Assert.NotInRange((await service.SendAsync("GET", "/api/secrets/damaged/versions")).Status, 500, 599);
            },
            Every
        );

        Assert.InRange(damages, 200, int.MaxValue);
        (await service.RevealAsync("damaged")).IsValue("the first value");
        var refusals = service.Log.Text.Split("The envelope does not decrypt.").Length - 1;
        Assert.InRange(refusals, 200, int.MaxValue);
        Assert.Equal(
            refusals,
            await service.Database.ScalarAsync<long>(
                "SELECT count(*) FROM audit_events WHERE action = 'secret.reveal' AND result = 'failed'"
            )
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_damaged_API_key_gets_401_and_other_keys_work(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var key = (await service.PostKeyAsync(["secrets:list"], expiresAt: DateTimeOffset.UtcNow.AddYears(70))).Json;
        var damaged = key.GetProperty("token").GetString();
        var whole = await service.CreateKeyAsync(owner: null, "secrets:list");

        var damages = await new StoredRow(service.Database, "api_keys", "id", "expires_at IS NOT NULL").DamageAsync(
            async column =>
            {
                // Longer than keys are cached.
                clock.Advance(TimeSpan.FromSeconds(6));
                var isSigned = column is not ("last_used_at" or "uses");
                Assert.Equal(isSigned ? 401 : 200, (await service.SendAsync("GET", "/api/secrets", key: damaged)).Status);
                Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: whole)).Status);
                Assert.Equal(200, (await service.SendAsync("GET", "/api/keys")).Status);
            },
            Every
        );

        Assert.InRange(damages, 150, int.MaxValue);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: damaged)).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_audit_log_is_listed_despite_a_damaged_event(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("a");
        await service.CreateAsync("b");

        var damages = await new StoredRow(
            service.Database,
            "audit_events",
            "id",
            "position = (SELECT min(position) FROM audit_events)"
        ).DamageAsync(async _ => Assert.Equal(200, (await service.SendAsync("GET", "/api/audit")).Status), Every);

        Assert.InRange(damages, 150, int.MaxValue);
    }
}
