using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Secrets.Api.Cli;

/// <summary>
/// Prints results to standard output and notes to standard error, each as one line without control characters. Returns exit codes, so that
/// a command can end with it.
/// </summary>
internal static class Output
{
    public static int Result(string text)
    {
        Console.Out.WriteLine(Printable.Of(text));
        return ExitCodes.Done;
    }

    /// <summary>Prints JSON, which is UTF-8 in every locale.</summary>
    public static int Json<T>(T value, JsonTypeInfo<T> type)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(Printable.OfJson(JsonSerializer.Serialize(value, type)) + '\n'));
        return ExitCodes.Done;
    }

    public static int Table(params IReadOnlyList<string[]> rows)
    {
        Cli.Table.Write(Console.Out, [.. rows.Select(row => row.Select(Printable.Of).ToArray())]);
        return ExitCodes.Done;
    }

    public static void Note(string text) => Console.Error.WriteLine(Printable.Of(text));

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
