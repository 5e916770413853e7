using System.Text.Json;
using System.Text.RegularExpressions;
using Secrets.Api.Cli;
using Secrets.Api.Responses;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

public sealed partial class AuditListTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [OnBothDatabases]
    [Trait("Category", "Slow")]
    public async Task All_pages_are_listed_and_an_export_of_many_secrets_is_one_line(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.ImportAsync(string.Concat(Enumerable.Range(0, 1100).Select(i => $"S{i}=a-value\n")));
        await service.SendAsync("GET", "/api/export");
        await service.CreateAsync("ONE");

        var local = await RunAsync(service, "audit", "list");
        var remote = await RunAsync(service, service.Key, ["audit", "list", "--url", $"{service.BaseAddress}"]);
        var json = await RunAsync(service, "audit", "list", "--json", "--action", "secret.export");

        Assert.Equal((0, 0, 0), (local.ExitCode, remote.ExitCode, json.ExitCode));
        Assert.Equal(
            [
                "ACTION OF",
                "secret.create ONE version 1",
                "secret.export 1100 secrets",
                "secrets.import 1100 secrets",
                "secret.create 1100 secrets",
            ],
            local.Output.TrimEnd().Split('\n').Select(line => string.Join(' ', Spaces().Split(line)[^2..])).SkipLast(1)
        );
        Assert.Equal(local.Output, remote.Output);
        var events = json.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            Enumerable.Range(0, 1100).Select(i => $"S{i}").Order(StringComparer.Ordinal),
            events.Select(e => e.GetProperty("secret_name").GetString()!).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Events_are_selected_by_owner_key_secret_action_and_time()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var created = (await service.PostKeyAsync(["secrets:write", "secrets:reveal", "audit:read"], "alice")).Json;
        var (id, key) = (created.GetProperty("id").GetString()!, created.GetProperty("token").GetString());
        foreach (var name in new[] { "A", "B" })
        {
            await service.SendAsync("POST", "/api/secrets", JsonSerializer.SerializeToUtf8Bytes(new { name, value = "v" }), key: key);
            await service.SendAsync("GET", $"/api/secrets/{name}/value", key: key);
        }

        string[] selected = ["audit", "list", "--owner", "alice", "--key", id, "--secret", "B", "--action", "secret.reveal", "--json"];
        var some = await RunAsync(service, [.. selected, "--since", "1h"]);
        var none = await RunAsync(service, [.. selected, "--until", "1h"]);
        var unnamed = await RunAsync(service, key, ["audit", "list", "--url", $"{service.BaseAddress}", "--action", "secret.reveal"]);

        var e = JsonDocument.Parse(some.Output).RootElement;
        Assert.Equal(("B", id), (e.GetProperty("secret_name").GetString(), e.GetProperty("key_id").GetString()));
        Assert.Equal((0, "", ""), (none.ExitCode, none.Output, none.Errors));
        Assert.Contains($"secret {e.GetProperty("secret_id")} version 1", unnamed.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync(service, "audit", "list", "--owner", "nobody")).ExitCode);
        Assert.Equal(2, (await RunAsync(service, "audit", "list", "--since", "yesterday")).ExitCode);
    }

    [Fact]
    public async Task Events_of_other_requests_keys_and_actions_are_lines_of_their_own()
    {
        var export = Event("secret.export", "r1", second: 50);
        var events = new[]
        {
            export,
            export,
            export with { Result = "failed" },
            export with { KeyId = Guid.NewGuid() },
            Event("secret.reveal", "r2", second: 40),
            Event("secret.reveal", "r3", second: 39),
            Event("secret.delete", "", second: 30),
            Event("secret.delete", "", second: 30),
            Event("secret.delete", "", second: 20),
            Event("key.create", "r4", second: 10) with { SecretId = null },
            Event("key.create", "r4", second: 10) with { SecretId = null },
        };

        var runs = AuditRun.FoldAsync(events.ToAsyncEnumerable(), CancellationToken.None);

        Assert.Equal([2, 1, 1, 1, 1, 2, 1, 1, 1], await runs.Select(run => run.Count).ToListAsync());
    }

    [Theory]
    [InlineData("24h", "2026-11-26T12:00:00Z")]
    [InlineData("2026-11-01", "2026-11-01T00:00:00Z")]
    [InlineData("2026-11-01T08:30:00+02:00", "2026-11-01T06:30:00Z")]
    [InlineData("2026-11-01T08:30:00", null)]
    [InlineData("01.11.2026", null)]
    [InlineData("-1d", null)]
    [InlineData("", null)]
    public void A_time_is_a_date_a_time_with_its_offset_or_a_duration_ago(string text, string? expected)
    {
        var isTime = PointInTime.TryParse(text, Now, out var time);

        Assert.Equal(expected, isTime ? $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : null);
    }

    private static AuditEventResponse Event(string action, string requestId, int second) =>
        new(
            Guid.NewGuid(),
            Now.AddSeconds(second),
            Guid.Empty,
            action,
            SecretId: Guid.NewGuid(),
            SecretName: "S",
            Version: 1,
            SubjectKeyId: null,
            SuccessorKeyId: null,
            "done",
            Count: 1,
            requestId,
            "127.0.0.1"
        );

    [GeneratedRegex("  +")]
    private static partial Regex Spaces();
}
