using System.Text;
using Secrets.Domain.Secrets;

namespace Secrets.Application.EnvFiles;

/// <summary>
/// The entries of a .env file, parsed like docker compose does, but without reading the environment or expanding variables. Disposing
/// wipes all values.
/// </summary>
public sealed class EnvFile : IDisposable
{
    /// <summary>The maximum number of listed lines. Further lines are only counted.</summary>
    public const int MaxInvalidLines = 100;

    private EnvFile(IReadOnlyList<EnvEntry> entries, in EnvFileParser parser)
    {
        Entries = entries;
        InvalidLines = parser.InvalidLines;
        InvalidLineCount = parser.InvalidLineCount;
        HasMoreEntries = parser.HasMoreEntries;
    }

    /// <summary>The entries in file order. If a name occurs twice, only the last entry counts.</summary>
    public IReadOnlyList<EnvEntry> Entries { get; }

    /// <summary>The first <see cref="MaxInvalidLines"/> lines that are not valid, by line number.</summary>
    public IReadOnlyList<InvalidLine> InvalidLines { get; }

    public int InvalidLineCount { get; }

    /// <summary>True if the file has more entries than the maximum. The rest of it was not read.</summary>
    public bool HasMoreEntries { get; }

    /// <summary>Parses any bytes. Mistakes are in <see cref="InvalidLines"/>.</summary>
    /// <param name="maxEntries">The maximum number of entries, including those that a later entry of the same name replaces.</param>
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

/// <param name="Message">The mistake. It never contains text of the line.</param>
public sealed record InvalidLine(int Line, string Message);
