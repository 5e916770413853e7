using System.Text;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Limits on slots, memory and time of exports, imports, long lists, searches and audit queries.</summary>
public sealed class ExpensiveRequestsTests
{
    private const string OneSlot = "--Limits:ExpensiveRequestsPerKey=1";

    private const string FromPostgres = """
        SELECT (SELECT id FROM owners), gen_random_uuid(), 'S' || i, 's' || i, repeat('d', 4096), 1, 1, '\x00', 0, 0, 0
        FROM generate_series(1, 300) i
        """;

    private const string FromSqlite = """
        SELECT (SELECT id FROM owners), randomblob(16), 'S' || i, 's' || i, replace(hex(zeroblob(2048)), '0', 'd'), 1, 1, x'00', 0, 0, 0
        FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT i FROM n)
        """;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    // So long that the web server tolerates a pause of over a minute after it.
    private static readonly string Start = new('\n', 20_000);

    [Theory]
    [OnBothDatabases]
    public async Task A_key_without_a_free_slot_gets_429_for_expensive_requests_only(StorageProvider provider)
    {
        var time = new HeldTimers(MaxWait);
        await using var service = await RunningService.StartAsync(provider, time, OneSlot);
        time.Forget();
        await service.SendAsync("POST", "/api/import", Lines(150));
        await time.RunOutAsync();
        using var holder = await HoldAsync(service, time);

        foreach (var (method, path, body) in Expensive())
        {
            var waiting = service.SendAsync(method, path, body);
            await time.RunOutAsync();
            var refused = await waiting;
            refused.Is(429, """{"detail":"Too Many Requests"}""");
            Assert.Equal("1", refused.Header("Retry-After"));
        }

        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets?limit=100")).Status);
        Assert.Equal(200, (await service.RevealAsync("NAME_1")).Status);
        Assert.Equal(200, (await service.CreateAsync("new")).Status);
        Assert.Contains("HTTP/1.1 200 OK", await holder.SendAsync("A=bc"), StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/export")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_waiting_request_gets_the_freed_slot_and_other_keys_do_not_wait(StorageProvider provider)
    {
        var time = new HeldTimers(MaxWait);
        await using var service = await RunningService.StartAsync(provider, time, OneSlot);
        time.Forget();
        var other = await service.CreateKeyAsync("default", "secrets:write", "secrets:reveal");
        using var holder = await HoldAsync(service, time);

        var waiting = service.SendAsync("GET", "/api/export");
        Assert.Equal((200, ""), await StatusAndBodyAsync(service.SendAsync("GET", "/api/export", key: other)));
        await holder.SendAsync("A=bc");

        Assert.Equal((200, "A=bc\n"), await StatusAndBodyAsync(waiting));
    }

    [Fact]
    public async Task One_owner_cannot_take_all_slots()
    {
        var time = new HeldTimers(MaxWait);
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite, time, "--Limits:ExpensiveRequestsPerKey=8");
        time.Forget();
        var sibling = await service.CreateKeyAsync("default", "secrets:write", "secrets:reveal");
        var stranger = await service.CreateKeyAsync("somebody", "secrets:write", "secrets:reveal");
        var holders = new List<RawConnection>();
        for (var i = 0; i < 8; i++)
        {
            holders.Add(await HoldAsync(service, time));
        }

        var waiting = service.SendAsync("GET", "/api/export", key: sibling);
        await time.RunOutAsync();

        Assert.Equal(429, (await waiting).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/export", key: stranger)).Status);
        holders.ForEach(holder => holder.Dispose());
    }

    [Fact]
    public async Task A_body_that_takes_a_minute_gets_408_and_frees_its_slot()
    {
        var time = new HeldTimers(TimeSpan.FromSeconds(60));
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite, time, OneSlot);
        time.Forget();
        using var slow = await RawConnection.OpenAsync(service.BaseAddress);

        var reading = slow.SendAsync(ImportHead(service).Replace("Connection: close\r\n", "", StringComparison.Ordinal) + "A=");
        await time.RunOutAsync();

        Assert.StartsWith("HTTP/1.1 408 ", await reading, StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/export")).Status);
    }

    [Fact]
    public async Task The_body_of_a_create_has_a_time_limit_too()
    {
        var time = new HeldTimers(TimeSpan.FromSeconds(60));
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite, time);
        time.Forget();
        using var slow = await RawConnection.OpenAsync(service.BaseAddress);

        var reading = slow.SendAsync(
            $"POST /api/secrets HTTP/1.1\r\nHost: s\r\nX-Session-API-Key: {service.Key}\r\nContent-Length: 50\r\n\r\n{{"
        );
        await time.RunOutAsync();

        Assert.StartsWith("HTTP/1.1 408 ", await reading, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_expensive_request_that_takes_too_long_is_cut_off_and_frees_its_slot(StorageProvider provider)
    {
        var time = new HeldTimers(TimeSpan.FromSeconds(77));
        await using var service = await RunningService.StartAsync(provider, time, OneSlot, "--Limits:ExpensiveRequestSeconds=77");
        time.Forget();
        using var slow = await RawConnection.OpenAsync(service.BaseAddress);

        var reading = slow.SendAsync(ImportHead(service) + "A=");
        await time.RunOutAsync();

        Assert.DoesNotContain("200 OK", await reading, StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/export")).Status);
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_export_reads_at_most_64_KiB_and_one_value_ahead(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var sizes = new[] { 60_000, 60_000, 60_000, 10, 10, 65_536, 10 };
        for (var i = 0; i < sizes.Length; i++)
        {
            await service.CreateAsync($"S{i}", new string('x', sizes[i]));
        }

        var pages = new List<int[]>();
        await foreach (
            var page in service
                .Services.GetRequiredService<IMediator>()
                .ExportAsync(new Caller(Owner.Default.Id, Guid.Empty, Scopes.All), CancellationToken.None)
        )
        {
            pages.Add([.. page.Select(secret => secret.Value!.Length)]);
        }

        Assert.Equal(
            [
                [60_000, 60_000],
                [60_000, 10, 10, 65_536],
                [10],
            ],
            pages
        );
        Assert.Equal(
            sizes.Length,
            (await service.SendAsync("GET", "/api/export")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
        );
    }

    [Theory]
    [OnBothDatabases("/api/secrets", "custom_secrets")]
    [OnBothDatabases("/api/settings/secrets", "secrets")]
    [OnBothDatabases("/api/secrets?q=name", "custom_secrets")]
    [OnBothDatabases("/api/deleted-secrets", "deleted_secrets")]
    public async Task A_long_list_has_each_secret_once_and_in_order(StorageProvider provider, string path, string list)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.SendAsync("POST", "/api/import", Lines(350));
        var names = Enumerable.Range(0, 350).Select(i => $"NAME_{i}").ToList();
        if (list == "deleted_secrets")
        {
            foreach (var name in names)
            {
                await service.DeleteAsync(name);
            }

            names.Reverse();
        }
        else
        {
            await service.UpdateAsync("NAME_7", "NAME_7", new string('é', 4096));
        }

        var response = await service.SendAsync("GET", path);

        Assert.Equal("application/json; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal(names, response.Json.GetProperty(list).EnumerateArray().Select(secret => secret.GetProperty("name").GetString()));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_page_of_long_descriptions_ends_early_and_has_a_next_page(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.Database.ExecuteAsync(
            $"""
            INSERT INTO secrets
                (owner_id, id, name, folded_name, description, version, revision, envelope, created_at, updated_at, value_created_at)
            {(provider == StorageProvider.Postgres ? FromPostgres : FromSqlite)}
            """
        );

        var (names, pages) = (new HashSet<string?>(), 0);
        for (var path = "/api/secrets?limit=1000"; path is not null; pages++)
        {
            var response = await service.SendAsync("GET", path);
            Assert.True(response.Body.Length < 1024 * 1024);
            names.UnionWith(
                response.Json.GetProperty("custom_secrets").EnumerateArray().Select(secret => secret.GetProperty("name").GetString())
            );
            path = response.Header("Link")?.Split('<', '>')[1];
        }

        Assert.Equal((300, 3), (names.Count, pages));
        Assert.Equal(300, (await service.ListAsync()).Count);
    }

    private static IEnumerable<(string Method, string Path, byte[]? Body)> Expensive() =>
        [
            ("GET", "/api/export", null),
            ("POST", "/api/import", Lines(1)),
            ("GET", "/api/secrets", null),
            ("GET", "/api/settings/secrets", null),
            ("GET", "/api/secrets?q=a&limit=1", null),
            ("GET", "/api/secrets?limit=101", null),
            ("GET", "/api/audit", null),
            ("GET", "/api/deleted-secrets", null),
            ("GET", "/api/keys", null),
            ("POST", "/api/secrets", new byte[200_000]),
        ];

    private static string ImportHead(RunningService service) =>
        $"POST /api/import HTTP/1.1\r\nHost: s\r\nX-Session-API-Key: {service.Key}\r\nConnection: close\r\nContent-Length: 4\r\n\r\n";

    private static byte[] Lines(int count) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i => $"NAME_{i}=v\n")));

    /// <summary>Opens a request that takes a slot until the last four bytes of its body are sent.</summary>
    private static async Task<RawConnection> HoldAsync(RunningService service, HeldTimers time)
    {
        var holder = await RawConnection.OpenAsync(service.BaseAddress);
        await holder.SendAndReadSomeAsync(
            ImportHead(service)
                .Replace(
                    "Content-Length: 4\r\n\r\n",
                    $"Content-Length: {Start.Length + 4}\r\nExpect: 100-continue\r\n\r\n",
                    StringComparison.Ordinal
                )
        );
        await holder.WriteAsync(Start);

        // The request has its slot. The next timer belongs to another request.
        await time.RunOutAsync();
        return holder;
    }

    private static async Task<(int Status, string Body)> StatusAndBodyAsync(Task<ServiceResponse> sending) =>
        await sending is var response ? (response.Status, response.Body) : default;
}
