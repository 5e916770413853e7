using System.Security.Cryptography;

namespace Secrets.Application.SecretFiles;

/// <summary>The secrets in a file that is imported. Disposing wipes all values.</summary>
public sealed class SecretFile : IDisposable
{
    /// <summary>The maximum number of listed lines. Further lines are only counted.</summary>
    public const int MaxInvalidLines = 100;

    private SecretFile(ImportFormat format, EntryCollector collected)
    {
        Format = format;
        Entries = collected.TakeLastOfEachName();
        NotDecrypted = collected.NotDecrypted;
        Expired = collected.Expired;
        InvalidLines = collected.InvalidLines;
        InvalidLineCount = collected.InvalidLineCount;
        HasMoreEntries = collected.HasMoreEntries;
    }

    public ImportFormat Format { get; }

    /// <summary>The entries in file order. If a name occurs twice, only the last entry counts.</summary>
    public IReadOnlyList<SecretEntry> Entries { get; }

    /// <summary>The names of secrets that the export could not decrypt, if the file is such an export in JSON or YAML.</summary>
    public IReadOnlyList<string> NotDecrypted { get; }

    /// <summary>The names of secrets that the export withheld, if the file is such an export in JSON or YAML.</summary>
    public IReadOnlyList<string> Expired { get; }

    /// <summary>The first <see cref="MaxInvalidLines"/> lines that are not valid, by line number.</summary>
    public IReadOnlyList<InvalidLine> InvalidLines { get; }

    public int InvalidLineCount { get; }

    /// <summary>True if the file has more entries than the maximum. The rest of it was not read.</summary>
    public bool HasMoreEntries { get; }

    /// <summary>Parses any bytes. Mistakes are in <see cref="InvalidLines"/>.</summary>
    /// <param name="maxEntries">The maximum number of entries, including those that a later entry of the same name replaces.</param>
    public static SecretFile Parse(ReadOnlySpan<byte> bytes, ImportFormat format, int maxEntries = int.MaxValue)
    {
        var collected = new EntryCollector(maxEntries);
        var utf8 = FileEncoding.ToUtf8(bytes, out var decoded, out var fault);
        try
        {
            if (fault is not null)
            {
                collected.AddInvalid(1, fault);
            }
            else
            {
                Read(utf8, format, collected);
            }
        }
        catch (DocumentException e)
        {
            collected.AddInvalid(e.Line, e.Message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(decoded);
        }

        return new SecretFile(format, collected);
    }

    public void Dispose()
    {
        foreach (var entry in Entries)
        {
            entry.Value.Dispose();
        }
    }

    private static void Read(ReadOnlySpan<byte> utf8, ImportFormat format, EntryCollector collected)
    {
        switch (format)
        {
            case ImportFormat.Json:
                var json = new JsonTokens(utf8);
                SecretDocument.Read(ref json, collected);
                break;
            case ImportFormat.Yaml:
                using (var yaml = new YamlTokens(utf8))
                {
                    var tokens = yaml;
                    SecretDocument.Read(ref tokens, collected);
                }

                break;
            default:
                new EnvFileParser(utf8, collected).Parse();
                break;
        }
    }
}
