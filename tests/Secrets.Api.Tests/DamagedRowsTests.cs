using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Rows damaged bit by bit under a running service: it refuses what they hold, says so, and serves everything else.</summary>
public sealed class DamagedRowsTests
{
    private const int Every = 5;

    [Theory]
    [OnBothDatabases]
    public async Task A_damaged_envelope_is_500_with_an_event_and_a_line_and_no_other_secret_is(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("damaged", "the first value");
        await service.CreateAsync("whole", "the other value");

        var damages = await new StoredRow(service.Database, "secrets", "envelope", "name = 'damaged'").DamageAsync(
            async column =>
            {
                var answer = await service.RevealAsync("damaged");
                if (column == "envelope")
                {
                    answer.Is(500, """{"detail":"Internal Server Error"}""");
                }
                else
                {
                    Assert.True(answer.Status is 404 or 500 || answer.Body == "the first value", answer.Body);
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
    public async Task A_damaged_API_key_is_401_and_no_other_is(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var (damaged, whole) = (await CreateKeyAsync(), await CreateKeyAsync());

        var damages = await new StoredRow(
            service.Database,
            "api_keys",
            "id",
            "created_at = (SELECT min(created_at) FROM api_keys)"
        ).DamageAsync(
            async column =>
            {
                // Longer than keys are remembered.
                clock.Advance(TimeSpan.FromSeconds(6));
                Assert.Equal(column == "last_used_at" ? 200 : 401, (await service.SendAsync("GET", "/api/secrets", key: damaged)).Status);
                Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: whole)).Status);
                Assert.Equal(200, (await service.SendAsync("GET", "/api/keys")).Status);
            },
            Every
        );

        Assert.InRange(damages, 150, int.MaxValue);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets", key: damaged)).Status);

        async Task<string> CreateKeyAsync() =>
            (
                await service.SendJsonAsync(
                    "POST",
                    "/api/keys",
                    """{"name":"a key","scopes":["secrets:list"],"expires_at":"2099-01-01T00:00:00Z"}"""
                )
            )
                .Json.GetProperty("token")
                .GetString()!;
    }

    [Theory]
    [OnBothDatabases]
    public async Task Beside_a_damaged_event_the_audit_log_is_listed(StorageProvider provider)
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
