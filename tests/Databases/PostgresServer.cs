using System.Diagnostics;
using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;

namespace Secrets.Tests.Databases;

/// <summary>
/// The Postgres server of this test run: the one in SECRETS_TEST_POSTGRES; otherwise a container if a Docker engine is running;
/// otherwise a server that tests/postgres.sh starts. The last two end with this process.
/// </summary>
internal static class PostgresServer
{
    private const string Image = "postgres:17";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    /// <summary>Receives one line that describes the server.</summary>
    public static Action<string> Announce { get; set; } = _ => { };

    public static Task<string> ConnectionStringAsync() => Started.Value;

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("SECRETS_TEST_POSTGRES") is { Length: > 0 } given)
        {
            Announce("Postgres: the server of SECRETS_TEST_POSTGRES");
            return given;
        }

        if (await StartContainerAsync() is { } container)
        {
            Announce($"Postgres: a container of {Image}");
            return container;
        }

        var programs = await StartProgramsAsync();
        Announce("Postgres: started by tests/postgres.sh, with programs of this machine or of npm");
        return programs;
    }

    private static async Task<string?> StartContainerAsync()
    {
        try
        {
            // The builder turns fsync off by default.
            var container = new PostgreSqlBuilder(Image).WithCommand("-c", "max_connections=400").Build();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => container.DisposeAsync().AsTask().Wait(StopTimeout);
            await container.StartAsync();
            return container.GetConnectionString();
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
        catch (Exception e)
        {
            Announce($"Postgres: the Docker engine cannot start a container: {e.Message.ReplaceLineEndings(" ")}");
            return null;
        }
    }

    private static async Task<string> StartProgramsAsync()
    {
        var script = Path.Combine(Repository.Root, "tests", "postgres.sh");
        var process = Process.Start(
            new ProcessStartInfo("bash", [script])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.StandardInput.Close();
            process.WaitForExit(TimeSpan.FromSeconds(10));
        };
        return await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }
}
