namespace Secrets.Api.Cli;

/// <summary>The terminal that shows standard output or standard error. A dumb one gets what a file would get.</summary>
internal static class Terminal
{
    private const int DefaultWidth = 80;

    private static readonly bool IsCapable =
        OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public static bool ShowsOutput => IsCapable && !Console.IsOutputRedirected;

    public static bool ShowsErrors => IsCapable && !Console.IsErrorRedirected;

    /// <summary>False if the user wants no colors: see no-color.org.</summary>
    public static bool HasColors => Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    public static int Width
    {
        get
        {
            try
            {
                return Console.WindowWidth is > 0 and var width ? width : DefaultWidth;
            }
            catch (IOException)
            {
                return DefaultWidth;
            }
        }
    }
}
