using System.Diagnostics;

namespace Secrets.Api.Tests;

/// <summary>Starts the program as a process of its own, with redirected streams.</summary>
internal static class ProgramProcess
{
    public static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(120);

    public static Process Start(string folder, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> settings) =>
        Start("dotnet", folder, [typeof(Program).Assembly.Location, .. arguments], settings);

    /// <summary>Starts another program, such as a shell that starts this one.</summary>
    public static Process Start(
        string program,
        string folder,
        IEnumerable<string> arguments,
        IEnumerable<(string Name, string Value)> settings
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Returns the exit code and all output of a process, which is killed if it does not end in time.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> ExitAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(ExitTimeout);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    public static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
