using System.Diagnostics;

namespace Secrets.Tests.Databases;

/// <summary>
/// The Postgres server of this test run: that of SECRETS_TEST_POSTGRES; a container, where the tests are built with
/// Testcontainers; or one that tests/postgres.sh starts and that goes with this process.
/// </summary>
internal static partial class PostgresServer
{
    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    public static Task<string> ConnectionStringAsync() => Started.Value;

    static partial void StartContainer(ref Task<string>? connectionString);

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("SECRETS_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        Task<string>? container = null;
        StartContainer(ref container);
        if (container is not null)
        {
            return await container;
        }

        var script = Path.Combine(Repository.Root, "tests", "postgres.sh");
        var process = Process.Start(new ProcessStartInfo("bash", [script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.StandardInput.Close();
            process.WaitForExit(TimeSpan.FromSeconds(10));
        };
        return await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }
}
