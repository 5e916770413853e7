using System.Text;
using Secrets.Domain.Secrets;

namespace Secrets.Application.EnvFiles;

/// <summary>
/// The text of a .env file, read as docker compose reads it, except that nothing is taken from the environment and no
/// variable is put in. Disposing wipes all values.
/// </summary>
public sealed class EnvFile : IDisposable
{
    /// <summary>More lines than this are counted only; the file is no .env file then.</summary>
    public const int MaxInvalidLines = 100;

    private EnvFile(IReadOnlyList<EnvEntry> entries, in EnvFileParser parser)
    {
        Entries = entries;
        InvalidLines = parser.InvalidLines;
        InvalidLineCount = parser.InvalidLineCount;
        HasMoreEntries = parser.HasMoreEntries;
    }

    /// <summary>In file order. Of a name that is there twice only the last one counts.</summary>
    public IReadOnlyList<EnvEntry> Entries { get; }

    /// <summary>The first <see cref="MaxInvalidLines"/>, by line number.</summary>
    public IReadOnlyList<InvalidLine> InvalidLines { get; }

    public int InvalidLineCount { get; }

    /// <summary>True if the file has more entries than were asked for. The rest of it was not read.</summary>
    public bool HasMoreEntries { get; }

    /// <summary>Takes any bytes: what is wrong with them is in <see cref="InvalidLines"/>.</summary>
    /// <param name="maxEntries">The number of entries that are read, those included that a later one of the same name replaces.</param>
    public static EnvFile Parse(ReadOnlySpan<byte> utf8, int maxEntries = int.MaxValue)
    {
        var byteOrderMark = Encoding.UTF8.Preamble;
        var parser = new EnvFileParser(utf8.StartsWith(byteOrderMark) ? utf8[byteOrderMark.Length..] : utf8, maxEntries);
        parser.Parse();
        return new EnvFile(LastOfEachName(parser.Entries), parser);
    }

    public void Dispose()
    {
        foreach (var entry in Entries)
        {
            entry.Value.Dispose();
        }
    }

    private static List<EnvEntry> LastOfEachName(List<EnvEntry> entries)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<EnvEntry>(entries.Count);
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (names.Add(entries[i].Name))
            {
                kept.Add(entries[i]);
            }
            else
            {
                entries[i].Value.Dispose();
            }
        }

        kept.Reverse();
        return kept;
    }
}

public sealed record EnvEntry(int Line, string Name, SecretValue Value);

/// <param name="Message">Says what is wrong, and never holds any of the line.</param>
public sealed record InvalidLine(int Line, string Message);
