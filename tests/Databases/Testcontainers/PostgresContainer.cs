using Testcontainers.PostgreSql;

namespace Secrets.Tests.Databases;

/// <summary>With <c>-p:Testcontainers=true</c>: the server is a container, which goes with this process.</summary>
internal static partial class PostgresServer
{
    static partial void StartContainer(ref Task<string>? connectionString) => connectionString = StartContainerAsync();

    private static async Task<string> StartContainerAsync()
    {
        // The builder itself turns fsync off.
        var container = new PostgreSqlBuilder("postgres:17").WithCommand("-c", "max_connections=400").Build();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => container.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(30));
        await container.StartAsync();
        return container.GetConnectionString();
    }
}
