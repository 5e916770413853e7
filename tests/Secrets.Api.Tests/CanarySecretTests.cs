using System.Diagnostics.Metrics;
using Secrets.Application;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class CanarySecretTests
{
    [Theory]
    [OnBothDatabases("GET", "/api/secrets/BAIT/value")]
    [OnBothDatabases("GET", "/api/secrets/BAIT/value?version=1")]
    [OnBothDatabases("GET", "/api/settings/secrets/BAIT")]
    [OnBothDatabases("GET", "/api/export")]
    public async Task A_revealed_canary_has_an_event_of_its_own_and_a_warning_in_the_log(
        StorageProvider provider,
        string method,
        string path
    )
    {
        await using var service = await StartAsync(provider);

        Assert.Equal(200, (await service.SendAsync(method, path)).Status);

        var (reveal, canary) = (await EventsAsync(service, service.Key)) switch
        {
            [var newer, var older, ..] when newer.GetProperty("action").GetString() == "secret.reveal-canary" => (older, newer),
            [var other, var newer, ..] => (other, newer),
            _ => default,
        };
        Assert.Equal("secret.reveal-canary", canary.GetProperty("action").GetString());
        foreach (var field in new[] { "secret_id", "version", "key_id", "request_id", "peer", "result" })
        {
            Assert.Equal($"{reveal.GetProperty(field)}", $"{canary.GetProperty(field)}");
        }

        var line = Assert.Single(service.Log.Text.Split('\n'), line => line.Contains("canary", StringComparison.Ordinal));
        Assert.Contains("Warning", line, StringComparison.Ordinal);
        Assert.Contains(canary.GetProperty("secret_id").GetString()!, line, StringComparison.Ordinal);
        Assert.Contains(canary.GetProperty("key_id").GetString()!, line, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", line, StringComparison.Ordinal);
        Assert.DoesNotContain("BAIT", line, StringComparison.Ordinal);
        Assert.DoesNotContain("the bait", line, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Nothing_is_raised_for_other_secrets_or_if_no_value_is_sent(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        await service.CreateAsync("OTHER");
        var canaryReveals = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == ServiceMetrics.MeterName && instrument.Name == "secrets.canary.reveals")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref canaryReveals, count));
        listener.Start();

        await service.RevealAsync("OTHER");
        await service.SendAsync("HEAD", "/api/secrets/BAIT/value");
        await service.SendAsync("HEAD", "/api/export");
        await service.SendAsync("GET", "/api/secrets/BAIT/value", headers: [new("If-None-Match", "*")]);
        await service.SendAsync("GET", "/api/secrets/BAIT");
        await service.SetValueAsync("BAIT", "next");

        Assert.DoesNotContain(await EventsAsync(service, service.Key), IsCanary);
        Assert.DoesNotContain("canary", service.Log.Text, StringComparison.Ordinal);

        await service.RevealAsync("BAIT");
        Assert.InRange(Interlocked.Read(ref canaryReveals), 1, long.MaxValue);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Only_keys_that_manage_keys_see_the_event(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        var auditor = await service.CreateKeyAsync(owner: null, [.. Scopes.All.Except([Scopes.ManageKeys])]);
        var manager = await service.CreateKeyAsync(owner: null, Scopes.ReadAudit, Scopes.ManageKeys);
        await service.RevealAsync("BAIT");

        Assert.Contains(await EventsAsync(service, manager), IsCanary);
        Assert.NotEmpty(await EventsAsync(service, manager, "?action=secret.reveal-canary"));
        Assert.DoesNotContain(await EventsAsync(service, auditor), IsCanary);
        Assert.Empty(await EventsAsync(service, auditor, "?action=secret.reveal-canary"));
        Assert.Empty(await EventsAsync(service, auditor, "?action=secret.reveal-canary&secret=BAIT"));
        Assert.Contains(await EventsAsync(service, auditor), e => e.GetProperty("action").GetString() == "secret.reveal");
        Assert.Equal(0, (await CommandLine.RunAsync(service, "audit", "verify")).ExitCode);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_canary_is_not_revealed_if_its_events_cannot_be_stored(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        await service.Database.ExecuteAsync(
            provider == StorageProvider.Sqlite
                ? """
                CREATE TRIGGER refuse BEFORE INSERT ON audit_events WHEN NEW.action = 'secret.reveal-canary'
                BEGIN SELECT raise(ABORT, 'no'); END
                """
                : "ALTER TABLE audit_events ADD CONSTRAINT refuse CHECK (action <> 'secret.reveal-canary')"
        );

        var response = await service.RevealAsync("BAIT");

        Assert.InRange(response.Status, 500, 503);
        Assert.DoesNotContain("the bait", response.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(await EventsAsync(service, service.Key), e => e.GetProperty("action").GetString() == "secret.reveal");
    }

    private static bool IsCanary(System.Text.Json.JsonElement e) => e.GetProperty("action").GetString() == "secret.reveal-canary";

    private static async Task<List<System.Text.Json.JsonElement>> EventsAsync(RunningService service, string key, string query = "") =>
        [.. (await service.SendAsync("GET", $"/api/audit{query}", key: key)).Json.GetProperty("events").EnumerateArray()];

    private static async Task<RunningService> StartAsync(StorageProvider provider)
    {
        var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("BAIT", "the bait");
        await service.Database.ExecuteAsync("UPDATE secrets SET canary = 1");
        return service;
    }
}
