using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>The reason why SQLite takes no writes. It can be read while its disk is full or its file cannot be written.</summary>
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

    /// <summary>Null if the last write succeeded.</summary>
    public string? Text => _text;

    /// <param name="endsTransaction">True if the failure is not that of one statement.</param>
    public void NoteFailure(Exception failure, bool endsTransaction)
    {
        var code = (failure as SqliteException)?.SqliteErrorCode;
        if (endsTransaction || code is ReadOnly or DiskError or Full or CannotOpen or NotADatabase)
        {
            _isFull = code == Full;
            _text = code is null
                ? "SQLite takes no writes."
                : $"SQLite takes no writes (error {code}{(_isFull ? ", the disk is full" : "")}).";
        }
    }

    public void NoteSuccess()
    {
        // SQLite's log has room of its own for some small writes.
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
