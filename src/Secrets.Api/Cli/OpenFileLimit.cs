using System.Globalization;
using System.Runtime.InteropServices;
using Secrets.Api.Connections;

namespace Secrets.Api.Cli;

/// <summary>The soft limit of open files. The runtime raises it to the hard limit before <c>Main</c>.</summary>
internal static partial class OpenFileLimit
{
    private const int Resource = 7;

    /// <summary>Sets the limit of the process that started this one, where /proc has it: on Linux.</summary>
    public static void Restore()
    {
        if (OperatingSystem.IsLinux() && ReadOfParent() is { } soft && Get(Resource, out var limits) == 0)
        {
            limits.Soft = Math.Min((nuint)soft, limits.Hard);
            _ = Set(Resource, limits);
        }
    }

    private static int? ReadOfParent()
    {
        try
        {
            return OpenFiles.ReadLimit(ParentId().ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The parent is another user's, or has ended.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ParentId();

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Get(int resource, out Limits limits);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Set(int resource, in Limits limits);

    private struct Limits
    {
        public nuint Soft;
        public nuint Hard;
    }
}
