using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>
/// The file of an SQLite database. The service creates it when it starts, and notices if it is deleted or replaced later.
/// </summary>
internal sealed class SqliteFile
{
    private readonly bool _mayCreate;
    private FileStatus? _opened;

    /// <exception cref="SettingException">The connection string is not valid, or does not name a file that can hold a database.</exception>
    public SqliteFile(string connectionString, TimeSpan timeout)
    {
        var builder = ConnectionSettings.Read<SqliteConnectionStringBuilder>(connectionString);
        if (FindProblem(builder) is { } problem)
        {
            throw new SettingException(ConnectionSettings.Setting, problem);
        }

        FullPath = Path.GetFullPath(builder.DataSource);
        _mayCreate = builder.Mode == SqliteOpenMode.ReadWriteCreate;
        (builder.Mode, builder.Pooling, builder.ForeignKeys, builder.DefaultTimeout) = (
            SqliteOpenMode.ReadWrite,
            false,
            true,
            (int)timeout.TotalSeconds
        );
        ConnectionString = builder.ToString();
    }

    public string FullPath { get; }

    public string ConnectionString { get; }

    /// <summary>Returns the connection string of another file.</summary>
    public string At(string path) => new SqliteConnectionStringBuilder(ConnectionString) { DataSource = path }.ToString();

    /// <summary>Creates the file with its folder, unless it exists or the connection string has <c>Mode=ReadWrite</c>.</summary>
    /// <exception cref="SettingException">The file cannot be created.</exception>
    public void Create()
    {
        // Closing an SQLite file drops the locks that this process has on it, so an existing file is not opened here.
        if (!_mayCreate || File.Exists(FullPath))
        {
            return;
        }

        try
        {
            PrivateFile.CreateFolderOf(FullPath);
            PrivateFile.Open(FullPath, FileMode.OpenOrCreate).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(ConnectionSettings.Setting, $"cannot create the database file '{FullPath}': {e.Message}");
        }
    }

    /// <summary>Records the identity of the file after the first write.</summary>
    public void Remember() => _opened ??= FileStatus.Find(FullPath);

    /// <summary>Returns the reason if the file does not exist or is no longer the one that is open; otherwise null.</summary>
    public string? FindFault()
    {
        if (_opened is not { } opened)
        {
            return File.Exists(FullPath)
                ? null
                : $"the database file '{FullPath}' does not exist. Correct ConnectionStrings__Secrets, "
                    + "or start the service, which creates the database.";
        }

        return FileStatus.Find(FullPath) is { } found && (found.Device, found.Inode) == (opened.Device, opened.Inode)
            ? null
            : $"the database file '{FullPath}' was deleted or replaced while it was open. Put the file back, or restart.";
    }

    private static string? FindProblem(SqliteConnectionStringBuilder builder)
    {
        var source = builder.DataSource;
        return source.Length == 0 || source.Contains('\0', StringComparison.Ordinal) ? "Data Source must be the path of a file."
            : source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? "Data Source must be a path, not a URI."
            : source.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || builder.Mode == SqliteOpenMode.Memory
                ? "a database in memory is lost at exit: Data Source must be the path of a file, and Mode must not be Memory."
            : source.StartsWith('|') ? "Data Source must be a path without |DataDirectory|."
            : builder.Mode == SqliteOpenMode.ReadOnly ? "Mode=ReadOnly cannot be used: the service writes to the database."
            : builder.Cache == SqliteCacheMode.Shared ? "Cache=Shared cannot be used: it makes readers wait for writers."
            : builder.Password.Length > 0 ? "Password cannot be used with SQLite: the service encrypts values itself, under the key ring."
            : !string.IsNullOrEmpty(builder.Vfs) ? "Vfs cannot be used."
            : FileStatus.Find(source) is { IsRegular: false } ? $"'{source}' is not a file that can hold a database."
            : null;
    }
}
