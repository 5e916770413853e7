namespace Secrets.Api.Cli;

/// <summary>Opens a file that an argument names: a path, or - for standard input.</summary>
internal static class InputFile
{
    public const string StandardInput = "-";

    /// <exception cref="IOException">The file cannot be opened, or standard input is closed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Stream Open(string path) => path == StandardInput ? StandardStreams.OpenInput() : File.OpenRead(path);
}
