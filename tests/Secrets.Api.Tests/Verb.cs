using System.Diagnostics;
using Secrets.Api.Startup;

namespace Secrets.Api.Tests;

/// <summary>The program with a verb, as a process of its own on the database and key ring of a running service.</summary>
internal static class Verb
{
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(RunningService service, params string[] arguments) => RunAsync(service, key: null, arguments);

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(RunningService service, string? key, string[] arguments, string input = "")
    {
        using var process = Start(service, key, arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output, await errors);
    }

    public static Process Start(RunningService service, string? key, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SecretsService).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Storage__Provider"] = $"{service.Database.Provider}";
        start.Environment["ConnectionStrings__Secrets"] = service.Database.ConnectionString;
        start.Environment["Encryption__KeyRingPath"] = service.Database.KeyRingPath;
        start.Environment["SECRETS_API_KEY"] = key;
        return Process.Start(start)!;
    }
}
