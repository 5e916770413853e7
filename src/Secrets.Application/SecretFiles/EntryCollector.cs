using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

/// <summary>Collects the entries and the mistakes of a file while it is read.</summary>
internal sealed class EntryCollector(int maxEntries)
{
    private readonly List<SecretEntry> _entries = [];
    private readonly List<string> _notDecrypted = [];
    private readonly List<string> _expired = [];
    private readonly List<InvalidLine> _invalidLines = [];
    private int _tried;

    public IReadOnlyList<string> NotDecrypted => _notDecrypted;

    public IReadOnlyList<string> Expired => _expired;

    public IReadOnlyList<InvalidLine> InvalidLines => _invalidLines;

    public int InvalidLineCount { get; private set; }

    public bool HasMoreEntries { get; private set; }

    /// <summary>
    /// Makes room for another entry, which may turn out not to be valid. If it returns false, the rest of the file should not be read.
    /// </summary>
    public bool TryMakeRoom()
    {
        HasMoreEntries |= _tried++ == maxEntries;
        return !HasMoreEntries;
    }

    /// <summary>Adds a secret whose value an export lacks.</summary>
    /// <returns>False if there are too many. Then the rest of the file should not be read.</returns>
    public bool TryAddMissing(string name, bool isExpired)
    {
        var missing = isExpired ? _expired : _notDecrypted;
        HasMoreEntries |= missing.Count == maxEntries;
        if (!HasMoreEntries)
        {
            missing.Add(name);
        }

        return !HasMoreEntries;
    }

    public void Add(SecretEntry entry) => _entries.Add(entry);

    public void AddInvalid(int line, string message)
    {
        InvalidLineCount++;
        if (_invalidLines.Count < SecretFile.MaxInvalidLines)
        {
            _invalidLines.Add(new InvalidLine(line, message));
        }
    }

    /// <summary>Returns the last entry of each name in file order, and wipes the others.</summary>
    public IReadOnlyList<SecretEntry> TakeLastOfEachName()
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<SecretEntry>(_entries.Count);
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var entry = _entries[i];
            if (last.TryAdd(entry.Name, kept.Count))
            {
                kept.Add(entry);
                continue;
            }

            entry.Value.Dispose();
            var index = last[entry.Name];
            if (!kept[index].Warnings.Contains(SecretWarning.NameOccursTwice))
            {
                kept[index] = kept[index] with { Warnings = [.. kept[index].Warnings, SecretWarning.NameOccursTwice] };
            }
        }

        kept.Reverse();
        return kept;
    }
}
