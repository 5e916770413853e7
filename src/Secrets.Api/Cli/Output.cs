using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Secrets.Api.Cli;

/// <summary>
/// Prints results to standard output and notes to standard error, each as one line without control characters. Returns exit codes, so that
/// a command can end with it. A terminal shows tables and colors; scripts get the same plain text everywhere.
/// </summary>
internal static class Output
{
    private static bool _hasOpenLine;

    /// <summary>True to print no progress.</summary>
    public static bool IsQuiet { get; set; }

    public static int Result(string text)
    {
        EndLine();
        Console.Out.WriteLine(Printable.Of(text));
        return ExitCodes.Done;
    }

    /// <summary>Prints JSON, which is UTF-8 in every locale.</summary>
    public static int Json<T>(T value, JsonTypeInfo<T> type)
    {
        EndLine();
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(Printable.OfJson(JsonSerializer.Serialize(value, type)) + '\n'));
        return ExitCodes.Done;
    }

    /// <param name="rows">The first row is the header.</param>
    public static int Table(params IReadOnlyList<string[]> rows)
    {
        EndLine();
        if (!Terminal.ShowsOutput || !RichConsole.TryWriteTable(rows))
        {
            Cli.Table.Write(Console.Out, rows);
        }

        return ExitCodes.Done;
    }

    /// <summary>Prints a line such as <c>ok     schema    8</c>.</summary>
    public static void State(Tone tone, string state, string what, string text)
    {
        if (!Terminal.ShowsOutput)
        {
            Result($"{state,-5}  {what,-8}  {text}");
            return;
        }

        EndLine();
        RichConsole.Write(tone, $"{state,-5}");
        Result($"  {what,-8}  {text}");
    }

    public static void Note(string text)
    {
        EndLine();
        Console.Error.WriteLine(Printable.Of(text));
    }

    /// <summary>Writes a line of standard error that the next call replaces, on a terminal.</summary>
    public static void ReplaceLine(string text)
    {
        Console.Error.Write($"\r{text[..Math.Min(text.Length, Terminal.Width - 1)]}\e[K");
        _hasOpenLine = true;
    }

    /// <summary>Ends the line of <see cref="ReplaceLine"/>, so that other text begins a new one.</summary>
    public static void EndLine()
    {
        if (_hasOpenLine)
        {
            _hasOpenLine = false;
            Console.Error.WriteLine();
        }
    }

    public static int Done(string text) => End(ExitCodes.Done, text);

    public static int Refused(string reason) => End(ExitCodes.Refused, $"Refused: {reason}");

    public static int NotFound(string text) => End(ExitCodes.NotFound, text);

    public static int OwnerNotFound(string name) => NotFound($"There is no owner {name}.");

    public static int End(int exitCode, string text)
    {
        Note(text);
        return exitCode;
    }
}
