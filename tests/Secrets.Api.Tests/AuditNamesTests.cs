using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The names of secrets in the list of audit events.</summary>
public sealed class AuditNamesTests
{
    [Theory]
    [OnBothDatabases]
    public async Task An_event_has_the_name_that_its_secret_has_now_or_had_when_it_was_deleted(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("KEPT");
        await service.CreateAsync("BEFORE");
        await service.UpdateAsync("BEFORE", "AFTER");
        await service.CreateAsync("DELETED");
        await service.DeleteAsync("DELETED");
        await service.CreateAsync("DESTROYED");
        await service.DeleteAsync("DESTROYED");
        await service.SendAsync("DELETE", $"/api/deleted-secrets/{await service.FindDeletedIdAsync()}");
        await service.CreateAsync("DELETED");

        Assert.Equal(
            [
                "secret.create DELETED",
                "secret.purge ",
                "deleted.list ",
                "secret.delete ",
                "secret.create ",
                "secret.delete DELETED",
                "secret.create DELETED",
                "secret.update AFTER",
                "secret.create AFTER",
                "secret.create KEPT",
                "key.create ",
            ],
            await NamesAsync(service, "")
        );
        Assert.Equal(["secret.update AFTER", "secret.create AFTER"], await NamesAsync(service, "?secret=AFTER"));
        Assert.Equal(3, (await NamesAsync(service, "?secret=DELETED")).Count);
        Assert.Equal(["secret.create DELETED", "secret.purge "], await NamesAsync(service, "?limit=2"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Only_a_key_that_may_list_secrets_sees_names(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var alice = await service.CreateKeyAsync("alice", "secrets:write", "secrets:list", "audit:read");
        await service.CreateAsync("OF_DEFAULT");
        await service.SendAsync("POST", "/api/secrets", """{"name":"OF_ALICE","value":"v"}"""u8.ToArray(), key: alice);
        const string create = "?action=secret.create";
        const string named = "secret.create OF_DEFAULT";

        var blind = await service.CreateKeyAsync(owner: null, "audit:read", "keys:manage");
        var lister = await service.CreateKeyAsync(owner: null, "audit:read", "secrets:list");

        Assert.Equal([named], await NamesAsync(service, create, lister));
        Assert.Equal(["secret.create "], await NamesAsync(service, create, blind));
        Assert.Equal(["secret.create OF_ALICE"], await NamesAsync(service, create, alice));

        // A key with keys:manage and secrets:list can create a key that lists the other owner's names.
        Assert.Equal(["secret.create "], await NamesAsync(service, $"{create}&owner=alice", lister));
        Assert.Equal(["secret.create "], await NamesAsync(service, $"{create}&owner=alice", blind));
        Assert.Equal(["secret.create OF_ALICE"], await NamesAsync(service, $"{create}&owner=alice"));
    }

    private static async Task<List<string>> NamesAsync(RunningService service, string query, string? key = "") =>
        [
            .. (
                key is ""
                    ? await service.SendAsync("GET", $"/api/audit{query}")
                    : await service.SendAsync("GET", $"/api/audit{query}", key: key)
            )
                .Json.GetProperty("events")
                .EnumerateArray()
                .Select(e => $"{e.GetProperty("action")} {e.GetProperty("secret_name")}"),
        ];
}
