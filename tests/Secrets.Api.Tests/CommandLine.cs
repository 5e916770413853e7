using System.Diagnostics;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Runs commands of the program, each as a process of its own.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command on the database and key ring of a service.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(RunningService service, params string[] arguments) =>
        RunAsync(service.Database, arguments);

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        RunningService service,
        string? key,
        string[] arguments,
        string input = ""
    ) => FinishAsync(Start(service, key, arguments), input);

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(TestDatabase database, params string[] arguments) =>
        RunAsync(database, arguments, []);

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        TestDatabase database,
        string[] arguments,
        params (string Name, string Value)[] settings
    ) => RunAsync(database.Folder, arguments, [.. database.Settings, .. settings]);

    /// <summary>Runs the program in a folder, with these settings only.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string folder,
        string[] arguments,
        params (string Name, string Value)[] settings
    ) => FinishAsync(ProgramProcess.Start(folder, arguments, settings), "");

    public static Process Start(RunningService service, string? key, string[] arguments) =>
        ProgramProcess.Start(
            service.Database.Folder,
            arguments,
            key is null ? service.Database.Settings : [.. service.Database.Settings, ("SECRETS_API_KEY", key)]
        );

    private static async Task<(int ExitCode, string Output, string Errors)> FinishAsync(Process started, string input)
    {
        using var process = started;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await ProgramProcess.ExitAsync(process);
    }
}
