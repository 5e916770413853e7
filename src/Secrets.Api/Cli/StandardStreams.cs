using System.Runtime.InteropServices;

namespace Secrets.Api.Cli;

/// <summary>
/// Finds out which standard streams were closed when the program was started. Their numbers then belong to files that the runtime opened,
/// so that they must be neither read nor written.
/// </summary>
internal static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1;

    /// <exception cref="IOException">Standard output or error is closed.</exception>
    public static void RequireOpenOutput()
    {
        RequireOpen(1, "Standard output is closed. Redirect it to /dev/null if it is not needed.");
        try
        {
            RequireOpen(2, "Standard error is closed. Redirect it to /dev/null if it is not needed.");
        }
        catch (IOException)
        {
            Console.SetError(TextWriter.Null);
            throw;
        }
    }

    /// <exception cref="IOException">Standard input is closed.</exception>
    public static Stream OpenInput()
    {
        RequireOpen(0, "Standard input is closed.");
        return Console.OpenStandardInput();
    }

    // The runtime marks its own files as closed in new programs. A stream of the parent process cannot have this mark.
    private static void RequireOpen(int descriptor, string message)
    {
        if (!OperatingSystem.IsWindows() && Control(descriptor, GetDescriptorFlags) != 0)
        {
            throw new IOException(message);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Control(int descriptor, int command);
}
