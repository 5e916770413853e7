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
    private const int BrokenPipeSignal = 13;

    /// <summary>Credentials for all secrets, which the program does not inherit.</summary>
    private static readonly string[] OwnVariables = [RemoteService.KeyVariable, "SESSION_API_KEY", "ConnectionStrings__Secrets"];

    /// <returns>The exit code: on Windows, or if the program cannot be started. Otherwise this does not return.</returns>
    public static int Start(string[] command, IReadOnlyList<(string Name, SecretValue Value)> variables)
    {
        if (OperatingSystem.IsWindows())
        {
            return StartAndWait(command, variables);
        }

        foreach (var name in OwnVariables)
        {
            UnsetVariable(name);
        }

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
        Execute(command[0], [.. command, null]);
        var error = Marshal.GetLastPInvokeError();
        Output.Note($"{command[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
        return error == NoSuchFile ? ExitCodes.NoSuchProgram : ExitCodes.CannotRun;
    }

    private static int StartAndWait(string[] command, IReadOnlyList<(string Name, SecretValue Value)> variables)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false };
        foreach (var name in OwnVariables)
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

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Execute(string file, string?[] arguments);

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
