using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests;

/// <summary>Opens an installation with the services of the API, without HTTP.</summary>
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
