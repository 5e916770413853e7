using System.Text;
using Secrets.Domain.Secrets;

namespace Secrets.Application.EnvFiles;

/// <summary>
/// The text of a .env file, read as docker compose reads it, except that nothing is taken from the environment and no
/// variable is put in. Disposing wipes all values.
/// </summary>
public sealed class EnvFile : IDisposable
{
    private EnvFile(IReadOnlyList<EnvEntry> entries, IReadOnlyList<InvalidLine> invalidLines)
    {
        Entries = entries;
        InvalidLines = invalidLines;
    }

    /// <summary>In file order. Of a name that is there twice only the last one counts.</summary>
    public IReadOnlyList<EnvEntry> Entries { get; }

    /// <summary>By line number.</summary>
    public IReadOnlyList<InvalidLine> InvalidLines { get; }

    /// <summary>Takes any bytes: what is wrong with them is in <see cref="InvalidLines"/>.</summary>
    public static EnvFile Parse(ReadOnlySpan<byte> utf8)
    {
        var byteOrderMark = Encoding.UTF8.Preamble;
        var parser = new EnvFileParser(utf8.StartsWith(byteOrderMark) ? utf8[byteOrderMark.Length..] : utf8);
        parser.Parse();
        return new EnvFile(LastOfEachName(parser.Entries), parser.InvalidLines);
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
