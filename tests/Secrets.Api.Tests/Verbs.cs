using System.Diagnostics;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Verbs of the program, each as a process.</summary>
internal static class Verbs
{
    public static async Task<(int ExitCode, string Output)> RunAsync(
        TestDatabase database,
        string[] arguments,
        params (string Name, string Value)[] settings
    )
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = database.Folder,
        };
        start.Environment["Storage__Provider"] = $"{database.Provider}";
        start.Environment["ConnectionStrings__Secrets"] = database.ConnectionString;
        start.Environment["Encryption__KeyRingPath"] = database.KeyRingPath;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return (process.ExitCode, await output + await errors);
    }
}
