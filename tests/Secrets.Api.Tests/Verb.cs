using System.Diagnostics;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The program with a verb, as a process of its own on the database and key ring of a running service.</summary>
internal static class Verb
{
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(RunningService service, params string[] arguments) =>
        RunAsync(service, key: null, arguments);

    /// <summary>On a database that no service of the test uses.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(TestDatabase database, params string[] arguments) =>
        FinishAsync(Start(database, key: null, arguments), "");

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        RunningService service,
        string? key,
        string[] arguments,
        string input = ""
    ) => FinishAsync(Start(service, key, arguments), input);

    public static Process Start(RunningService service, string? key, string[] arguments) => Start(service.Database, key, arguments);

    private static async Task<(int ExitCode, string Output, string Errors)> FinishAsync(Process started, string input)
    {
        using var process = started;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(TestDatabase database, string? key, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Storage__Provider"] = $"{database.Provider}";
        start.Environment["ConnectionStrings__Secrets"] = database.ConnectionString;
        start.Environment["Encryption__KeyRingPath"] = database.KeyRingPath;
        start.Environment["SECRETS_API_KEY"] = key;
        return Process.Start(start)!;
    }
}
