using System.Globalization;
using Secrets.Infrastructure;

namespace Secrets.Api.Connections;

/// <summary>The limit of open files of this process. The runtime raises it to the hard limit.</summary>
/// <param name="Limit">The number of files that the process may have open.</param>
/// <param name="Reserved">The number that connections leave to the database, to files and to libraries that are loaded later.</param>
internal sealed record OpenFiles(int Limit, int Reserved)
{
    private const int ReservedForLibraries = 72;

    /// <summary>The number that the start opens before any connection.</summary>
    private const int Minimum = 360;

    /// <summary>Throws if the limit is too low, before anything is opened.</summary>
    /// <exception cref="SettingException">The limit is too low for any service.</exception>
    public static void RequireMinimum() => Read(databaseFiles: 0);

    /// <param name="databaseFiles">The maximum number of files and connections of the database.</param>
    /// <exception cref="SettingException">The limit is too low for the service to run.</exception>
    public static OpenFiles Read(int databaseFiles)
    {
        var limit = OperatingSystem.IsLinux() ? ReadLimit("self") ?? int.MaxValue : int.MaxValue;
        var reserved = ReservedForLibraries + databaseFiles;
        return limit >= Minimum + databaseFiles
            ? new OpenFiles(limit, reserved)
            : throw new SettingException(
                "Limit of open files",
                $"is {limit}, but the service needs {Minimum + databaseFiles}. Raise it (ulimit -n, or LimitNOFILE= of systemd)."
            );
    }

    /// <summary>Returns how many connections can be opened in addition to what is open now.</summary>
    public int Room() => Limit == int.MaxValue ? Limit : Math.Max(1, Limit - Reserved - Directory.GetFiles("/proc/self/fd").Length);

    /// <summary>Reads the soft limit of a process on Linux; null if it has none.</summary>
    /// <param name="process">A process id, or <c>self</c>.</param>
    /// <exception cref="IOException">The process does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The process is another user's.</exception>
    public static int? ReadLimit(string process)
    {
        const string Name = "Max open files";
        var line = File.ReadLines($"/proc/{process}/limits").FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
