using System.Text;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.AddRootKey;
using Secrets.Application.KeyRing.GetKeyRingStatus;
using Secrets.Application.KeyRing.PromoteRootKey;
using Secrets.Application.KeyRing.RewrapKeys;
using Secrets.Application.Owners;
using Secrets.Domain.Audit;
using Secrets.Infrastructure;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Key rotations that are killed at many points, beside a service that changes the same secrets.</summary>
[Trait("Category", "Slow")]
public sealed class RotationKillTests
{
    private const int Kills = 14;
    private const int Owners = 1000;
    private const int Secrets = 300;

    [Fact]
    public Task Rotations_killed_at_many_points_can_be_completed_and_every_value_decrypts() =>
        Task.WhenAll(RotateAndKillAsync(StorageProvider.Sqlite), RotateAndKillAsync(StorageProvider.Postgres));

    private static async Task RotateAndKillAsync(StorageProvider provider)
    {
        var clock = new MovableClock();
        await using var service = await RunningService.StartAsync(provider, clock);
        var mediator = service.Services.GetRequiredService<IMediator>();
        var audit = service.Services.GetRequiredService<AuditTrail>();
        for (var i = 0; i < Owners; i++)
        {
            await service
                .Services.GetRequiredService<IOwnerRepository>()
                .GetOrCreateAsync(
                    $"owner {i}",
                    id => audit.EventOf(Caller.Operator with { OwnerId = id }, AuditActions.CreateOwner),
                    CancellationToken.None
                );
        }

        await ImportAsync(service, "old");
        await ImportAsync(service, "new");

        for (var i = 0; i < Kills; i++)
        {
            if (i % 2 == 0)
            {
                if ((await mediator.Send(new GetKeyRingStatusQuery())).Keys.Where(key => !key.IsActive).Sum(key => key.OwnerKeys) == 0)
                {
                    await PromoteNewRootKeyAsync(service, mediator);
                }

                await KillAsync(service, i, "keyring", "rewrap");
            }
            else
            {
                await service.PassOverlapAsync(clock);
                await KillAsync(service, i, "owners", "rotate-key", "default");
            }

            // Between the kills the service changes, renames and deletes secrets that are half rotated.
            (await service.SetValueAsync($"S{i}", $"set {i}")).Is(200, """{"message":"Secret value updated successfully"}""");
            Assert.Equal(200, (await service.UpdateAsync($"S{i + 100}", $"R{i + 100}")).Status);
            Assert.Equal(200, (await service.DeleteAsync($"S{i + 200}")).Status);
        }

        Assert.Equal(0, (await RunAsync(service, "keyring", "rewrap")).ExitCode);
        while (await service.Database.ScalarAsync<long>("SELECT count(*) FROM owner_keys") > Owners + 1)
        {
            await service.PassOverlapAsync(clock);
            Assert.Equal(0, (await RunAsync(service, "owners", "rotate-key", "default")).ExitCode);
        }

        await PromoteNewRootKeyAsync(service, mediator);
        var rewrapped = await mediator.Send(new RewrapKeysCommand(new Progress<WorkProgress>()));
        Assert.Equal((Owners + 1L, 0), (rewrapped.OwnerKeys, rewrapped.Failed.Count));
        await using var restarted = await service.ReplicaAsync(clock);
        await AssertEverythingDecryptsAsync(restarted);
    }

    private static async Task AssertEverythingDecryptsAsync(RunningService service)
    {
        for (var i = 0; i < Secrets; i++)
        {
            if (i is >= 200 and < 200 + Kills)
            {
                continue;
            }

            var name = i is >= 100 and < 100 + Kills ? $"R{i}" : $"S{i}";
            (await service.RevealAsync(name)).IsValue(i < Kills ? $"set {i}" : $"new {i}");
            (await service.RevealAsync(name, version: 1)).IsValue($"old {i}");
        }

        var deleted = (await service.SendAsync("GET", "/api/deleted-secrets"))
            .Json.GetProperty("deleted_secrets")
            .EnumerateArray()
            .ToList();
        Assert.Equal(Kills, deleted.Count);
        foreach (var secret in deleted)
        {
            Assert.Equal(
                200,
                (await service.SendAsync("POST", $"/api/deleted-secrets/{secret.GetProperty("id").GetString()}/restore")).Status
            );
            var name = secret.GetProperty("name").GetString()!;
            (await service.RevealAsync(name)).IsValue($"new {name[1..]}");
        }
    }

    private static async Task ImportAsync(RunningService service, string value)
    {
        var file = string.Concat(Enumerable.Range(0, Secrets).Select(i => $"S{i}='{value} {i}'\n"));
        Assert.Equal(
            200,
            (await service.SendAsync("POST", "/api/import?on_conflict=replace", Encoding.UTF8.GetBytes(file), "text/plain")).Status
        );
    }

    /// <summary>Adds and promotes a root key, so that there are owner keys to rewrap.</summary>
    private static async Task PromoteNewRootKeyAsync(RunningService service, IMediator mediator)
    {
        var id = await mediator.Send(new AddRootKeyCommand());
        Assert.Null(await service.Services.GetRequiredService<Replica>().FollowAsync(CancellationToken.None));
        Assert.Empty((await mediator.Send(new PromoteRootKeyCommand(id))).Lacking);
        Assert.Null(await service.Services.GetRequiredService<Replica>().FollowAsync(CancellationToken.None));
    }

    /// <summary>Kills a command at one of many points after its first line of progress.</summary>
    private static async Task KillAsync(RunningService service, int i, params string[] command)
    {
        using var process = Start(service, key: null, command);
        await process.StandardError.ReadLineAsync();
        await Task.Delay(i * 137 % 100);
        process.Kill();
        await process.WaitForExitAsync();
    }
}
