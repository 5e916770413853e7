using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests;

/// <summary>What the API registers and opens, without HTTP.</summary>
internal static class TestInstallation
{
    public static async Task<ServiceProvider> OpenAsync(TestDatabase database, string? keyRingPath = null)
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddApplication()
            .AddInfrastructure(database.Provider, database.ConnectionString, keyRingPath ?? database.KeyRingPath)
            .BuildServiceProvider();
        try
        {
            await services.OpenInstallationAsync(CancellationToken.None);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }
}
