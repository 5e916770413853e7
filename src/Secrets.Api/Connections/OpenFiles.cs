using System.Globalization;
using Secrets.Infrastructure;

namespace Secrets.Api.Connections;

/// <summary>The limit of open files of this process, which the runtime has raised to the hard limit.</summary>
/// <param name="Limit">How many the process may have open.</param>
/// <param name="Kept">How many of them connections must leave to the database, to files and to libraries that are loaded later.</param>
internal sealed record OpenFiles(int Limit, int Kept)
{
    private const int KeptForLibraries = 72;

    /// <summary>A start opens this many before any connection.</summary>
    private const int Least = 360;

    /// <summary>Throws before anything is opened that needs more files than there may be.</summary>
    /// <exception cref="SettingException">The limit is too low for any service.</exception>
    public static void RequireMinimum() => Read(databaseFiles: 0);

    /// <param name="databaseFiles">How many files and connections the database takes at most.</param>
    /// <exception cref="SettingException">The limit is too low for the service to run.</exception>
    public static OpenFiles Read(int databaseFiles)
    {
        var limit = ReadLimit();
        var kept = KeptForLibraries + databaseFiles;
        return limit >= Least + databaseFiles
            ? new OpenFiles(limit, kept)
            : throw new SettingException(
                "Limit of open files",
                $"it is {limit}, and the service needs {Least + databaseFiles}: raise it (ulimit -n, or LimitNOFILE= of systemd)."
            );
    }

    /// <summary>How many connections there is room for beside what is open now.</summary>
    public int Room() => Limit == int.MaxValue ? Limit : Math.Max(1, Limit - Kept - Directory.GetFiles("/proc/self/fd").Length);

    private static int ReadLimit()
    {
        const string Name = "Max open files";
        if (!OperatingSystem.IsLinux())
        {
            return int.MaxValue;
        }

        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }
}
