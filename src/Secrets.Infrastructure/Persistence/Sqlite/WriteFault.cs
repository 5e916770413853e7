using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>The reason why SQLite does not accept writes, such as a full disk. Reads may still work.</summary>
internal sealed class WriteFault(string file)
{
    private const int ReadOnly = 8;
    private const int DiskError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const long EnoughSpace = 1024 * 1024;

    private volatile string? _text;
    private volatile bool _isFull;

    /// <summary>The reason; null if the last write succeeded.</summary>
    public string? Text => _text;

    /// <param name="endsTransaction">True if the whole transaction failed, not only one statement.</param>
    public void NoteFailure(Exception failure, bool endsTransaction)
    {
        var code = (failure as SqliteException)?.SqliteErrorCode;
        if (endsTransaction || code is ReadOnly or DiskError or Full or CannotOpen or NotADatabase)
        {
            _isFull = code == Full;
            _text = code is null
                ? "SQLite does not accept writes."
                : $"SQLite does not accept writes (error {code}{(_isFull ? ", the disk is full" : "")}).";
        }
    }

    public void NoteSuccess()
    {
        // After the disk was full, a small write may fit into the log although the disk is still full.
        if (_text is not null && !(_isFull && !HasSpace()))
        {
            _text = null;
        }
    }

    private bool HasSpace()
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace >= EnoughSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
