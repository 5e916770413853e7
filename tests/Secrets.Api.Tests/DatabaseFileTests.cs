using Secrets.Infrastructure;

namespace Secrets.Api.Tests;

/// <summary>An SQLite database file that is removed while the service has it open.</summary>
public sealed class DatabaseFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_or_replaced_database_file_makes_the_service_unavailable_until_it_is_back(bool isReplaced)
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        await service.CreateAsync("before");
        var path = Path.Combine(service.Database.Folder, "secrets.db");

        File.Move(path, path + ".away");
        if (isReplaced)
        {
            File.Copy(path + ".away", path);
        }

        await UntilReadyIsAsync(service, 503);
        Assert.Equal(503, (await service.CreateAsync("during")).Status);
        Assert.Equal(503, (await service.RevealAsync("before")).Status);
        Assert.Contains(
            $"Not ready: the database file '{path}' was deleted or replaced while it was open",
            service.Log.Text,
            StringComparison.Ordinal
        );

        File.Move(path + ".away", path, overwrite: true);
        await UntilReadyIsAsync(service, 200);
        Assert.Equal(200, (await service.CreateAsync("after")).Status);
        Assert.Equal(["after", "before"], (await service.ListAsync()).Keys.Order());
    }

    // The result of a probe is cached for a second.
    private static async Task UntilReadyIsAsync(RunningService service, int status)
    {
        for (var attempt = 0; (await service.SendAsync("GET", "/ready")).Status != status; attempt++)
        {
            Assert.True(attempt < 300, $"/ready does not become {status}.");
            await Task.Delay(100);
        }
    }
}
