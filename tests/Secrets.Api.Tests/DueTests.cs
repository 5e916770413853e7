using System.Globalization;
using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Secrets.NoteDueSecrets;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class DueTests
{
    [Theory]
    [OnBothDatabases]
    public async Task A_revealed_value_says_when_it_is_due(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A");
        var plain = await service.RevealAsync("A");
        await ExpireAsync(service, "2031-01-31T12:00:00+02:00");

        var revealed = await service.RevealAsync("A");
        var notModified = await service.SendAsync(
            "GET",
            "/api/secrets/A/value",
            headers: [new("If-None-Match", revealed.Header("ETag")!)]
        );

        Assert.Null(plain.Header("Secrets-Due"));
        Assert.Equal((200, "2031-01-31T10:00:00Z"), (revealed.Status, revealed.Header("Secrets-Due")));
        Assert.Equal("2031-01-31T10:00:00Z", (await service.RevealAsync("A", version: 1)).Header("Secrets-Due"));
        Assert.Equal("2031-01-31T10:00:00Z", (await service.SendAsync("HEAD", "/api/secrets/A/value")).Header("Secrets-Due"));
        Assert.Equal((304, "2031-01-31T10:00:00Z"), (notModified.Status, notModified.Header("Secrets-Due")));
        Assert.Null((await service.SendAsync("GET", "/api/settings/secrets/A")).Header("Secrets-Due"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_expired_secret_is_revealed_unless_the_setting_forbids_it(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        await using var strict = await service.ReplicaAsync(clock, "--Secrets:RevealExpired=false");
        await service.CreateAsync("A", "the value");
        await service.CreateAsync("B", "another value");
        await ExpireAsync(service, clock.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture));
        (await strict.RevealAsync("A")).IsValue("the value");

        clock.Advance(TimeSpan.FromHours(2));
        var refused = new[]
        {
            await strict.RevealAsync("A"),
            await strict.RevealAsync("A", version: 1),
            await strict.SendAsync("GET", "/api/settings/secrets/A"),
        };

        Assert.All(
            refused,
            response => response.Is(410, """{"detail":"The secret has expired. Set expires_at to a later time, or remove it."}""")
        );
        (await strict.RevealAsync("B")).IsValue("another value");
        (await service.RevealAsync("A")).IsValue("the value");
        var events = (await service.SendAsync("GET", "/api/audit?action=secret.reveal&secret=A")).Json.GetProperty("events");
        Assert.Equal(
            ["done", "denied", "denied", "denied", "done"],
            events.EnumerateArray().Select(entry => entry.GetProperty("result").GetString())
        );

        await ExpireAsync(service, expiresAt: null);
        (await strict.RevealAsync("A")).IsValue("the value");
        clock.Advance(TimeSpan.FromDays(-365));
        (await strict.RevealAsync("A")).IsValue("the value");
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_secret_that_becomes_due_has_one_event_for_each_time_at_which_it_is_due(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await using var replica = await service.ReplicaAsync(TimeProvider.System);
        await service.CreateAsync("B");
        await service.CreateAsync("A");
        await ExpireAsync(service, "2031-01-31T12:00:00Z");
        Assert.Equal(0, await NoteAsync(service));

        await ExpireAsync(service, "2021-01-31T12:00:00Z");
        Assert.All(await Task.WhenAll(NoteAsync(service), NoteAsync(replica), NoteAsync(service)), count => Assert.Equal(1, count));
        Assert.Equal(["A done 1"], await EventsAsync(service));
        await service.SendJsonAsync("PATCH", "/api/secrets/A/metadata", """{"description":"the same time"}""");
        Assert.Equal(1, await NoteAsync(service));
        Assert.Equal(["A done 1"], await EventsAsync(service));

        await ExpireAsync(service, "2022-01-31T12:00:00Z");
        Assert.Equal(1, await NoteAsync(replica));
        Assert.Equal(["A done 1", "A done 1"], await EventsAsync(service));
        await ExpireAsync(service, expiresAt: null);
        Assert.Equal(0, await NoteAsync(service));
        await service.ExtendChainAsync();
        Assert.Equal(0, (await CommandLine.RunAsync(service, "audit", "verify")).ExitCode);
    }

    [Theory]
    [OnBothDatabases]
    public async Task After_a_jump_of_the_database_clock_no_event_is_written(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.Database.ExecuteAsync("UPDATE database_clock SET seen_at = seen_at - 700000000000");
        Assert.Equal(0, await NoteAsync(service));
        await service.CreateAsync("A");
        await ExpireAsync(service, "2021-01-31T12:00:00Z");

        Assert.Equal(1, await NoteAsync(service));
        Assert.Empty(await EventsAsync(service));

        await service.Database.ExecuteAsync("UPDATE database_clock SET destroy_after = destroy_after - 3600000000");
        Assert.Equal(1, await NoteAsync(service));
        Assert.Equal(["A done 1"], await EventsAsync(service));
    }

    private static Task<long> NoteAsync(RunningService service) =>
        service.Services.GetRequiredService<IMediator>().Send(new NoteDueSecretsCommand());

    private static async Task<IEnumerable<string>> EventsAsync(RunningService service) =>
        (await service.SendAsync("GET", "/api/audit?action=secret.due"))
            .Json.GetProperty("events")
            .EnumerateArray()
            .Select(entry => $"{entry.GetProperty("secret_name")} {entry.GetProperty("result")} {entry.GetProperty("version")}");

    private static async Task ExpireAsync(RunningService service, string? expiresAt) =>
        Assert.Equal(
            200,
            (
                await service.SendJsonAsync("PATCH", "/api/secrets/A/metadata", JsonSerializer.Serialize(new { expires_at = expiresAt }))
            ).Status
        );
}
