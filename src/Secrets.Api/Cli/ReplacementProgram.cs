using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary>Replaces this process by another program (execve(2)). On Windows, starts the program and waits for it.</summary>
internal static partial class ReplacementProgram
{
    private const int NoSuchFile = 2;
    private const int TooLong = 7;
    private const int BrokenPipeSignal = 13;

    /// <returns>The exit code: on Windows, or if the program cannot be started. Otherwise this does not return.</returns>
    public static int Start(string[] command, IReadOnlyList<(string Name, SecretValue Value)> variables)
    {
        var vault = VaultVariables.FindNames(CommandSettings.ReadConfiguration());
        if (OperatingSystem.IsWindows())
        {
            return StartAndWait(command, vault, variables);
        }

        foreach (var name in vault)
        {
            UnsetVariable(name);
        }

        var lengths = variables.Select(variable => (variable.Name, variable.Value.AsSpan().Length)).ToList();
        foreach (var (name, value) in variables)
        {
            using (value)
            {
                byte[] text = [.. value.AsSpan(), 0];
                SetVariable(name, text, overwrite: 1);
                CryptographicOperations.ZeroMemory(text);
            }
        }

        // The runtime ignores this signal, which the program would inherit.
        SetSignalHandler(BrokenPipeSignal, handler: 0);
        OpenFileLimit.Restore();
        using (var arguments = new ProgramArguments(command))
        {
            Execute(arguments.File, arguments.Pointers);
        }

        var error = Marshal.GetLastPInvokeError();
        Output.Note(
            error == TooLong
                ? $"{command[0]}: the environment is too long with all secrets. The largest are {string.Join(", ", LargestOf(lengths))}."
                : $"{command[0]}: {Marshal.GetPInvokeErrorMessage(error)}"
        );
        return error == NoSuchFile ? ExitCodes.NoSuchProgram : ExitCodes.CannotRun;
    }

    private static IEnumerable<string> LargestOf(IReadOnlyList<(string Name, int Length)> lengths) =>
        lengths.OrderByDescending(secret => secret.Length).Take(3).Select(secret => $"{secret.Name} ({secret.Length} bytes)");

    private static int StartAndWait(
        string[] command,
        IReadOnlyList<string> vault,
        IReadOnlyList<(string Name, SecretValue Value)> variables
    )
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false };
        foreach (var name in vault)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = Encoding.UTF8.GetString(value.AsSpan());
        }

        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            Output.Note($"{command[0]}: {e.Message}");
            return e.NativeErrorCode == NoSuchFile ? ExitCodes.NoSuchProgram : ExitCodes.CannotRun;
        }
    }

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Execute(nint file, nint[] arguments);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetVariable(string name, byte[] value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int UnsetVariable(string name);

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint SetSignalHandler(int signal, nint handler);
}
