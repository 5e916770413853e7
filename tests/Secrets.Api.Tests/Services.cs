using System.Collections.Concurrent;
using Secrets.Infrastructure;

namespace Secrets.Api.Tests;

/// <summary>The services of a test class: one on each database, started at its first use.</summary>
public sealed class Services : IAsyncLifetime
{
    private readonly ConcurrentDictionary<StorageProvider, Lazy<Task<RunningService>>> _running = new();

    internal Task<RunningService> OnAsync(StorageProvider provider) =>
        _running.GetOrAdd(provider, static p => new Lazy<Task<RunningService>>(() => RunningService.StartAsync(p))).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var service in _running.Values)
        {
            await (await service.Value).DisposeAsync();
        }
    }
}
