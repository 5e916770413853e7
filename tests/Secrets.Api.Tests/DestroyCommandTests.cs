using Secrets.Infrastructure;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

[Trait("Category", "Slow")]
public sealed class DestroyCommandTests
{
    [Fact]
    public async Task An_old_version_is_destroyed_after_its_name_was_typed()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        await service.CreateAsync("TOKEN", "one");
        await service.SetValueAsync("TOKEN", "two");
        await service.SetValueAsync("TOKEN", "three");
        string[] remote = ["--url", $"{service.BaseAddress}"];

        var unsure = await RunAsync(service, key: null, ["destroy", "TOKEN", "--version", "1"], "TOKE\n");
        var current = await RunAsync(service, "destroy", "TOKEN", "--version", "3", "--yes");
        var first = await RunAsync(service, key: null, ["destroy", "TOKEN", "--version", "1"], "TOKEN\n");
        var second = await RunAsync(service, service.Key, ["destroy", "TOKEN", "--version", "2", .. remote], "TOKEN\n");
        var gone = await RunAsync(service, "destroy", "TOKEN", "--version", "2", "--yes");
        var wrong = await RunAsync(service, "destroy", "TOKEN", "--yes");

        Assert.Equal(
            (4, 4, 0, 0, 3, 2),
            (unsure.ExitCode, current.ExitCode, first.ExitCode, second.ExitCode, gone.ExitCode, wrong.ExitCode)
        );
        Assert.Contains("Nothing was changed", unsure.Errors, StringComparison.Ordinal);
        Assert.Contains("Set another value", current.Errors, StringComparison.Ordinal);
        Assert.Contains("Destroyed version 1 of TOKEN.", first.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await service.SendAsync("GET", "/api/secrets/TOKEN/versions")).Json.GetProperty("versions").GetArrayLength());
    }

    [Fact]
    public async Task A_deleted_secret_is_destroyed_by_its_id_after_its_name_was_typed()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var ids = new List<string>();
        foreach (var name in new[] { "FIRST", "SECOND" })
        {
            await service.CreateAsync(name);
            await service.DeleteAsync(name);
            ids.Add(await service.FindDeletedIdAsync());
        }

        var unsure = await RunAsync(service, key: null, ["destroy", "--deleted", ids[0]], "SECOND\n");
        var first = await RunAsync(service, key: null, ["destroy", "--deleted", ids[0]], "FIRST\n");
        var second = await RunAsync(
            service,
            service.Key,
            ["destroy", "--deleted", ids[1], "--url", $"{service.BaseAddress}"],
            "SECOND\n"
        );
        var gone = await RunAsync(service, "destroy", "--deleted", ids[0]);

        Assert.Equal((4, 0, 0, 3), (unsure.ExitCode, first.ExitCode, second.ExitCode, gone.ExitCode));
        (await service.SendAsync("GET", "/api/deleted-secrets")).Is(200, """{"deleted_secrets":[]}""");
    }
}
