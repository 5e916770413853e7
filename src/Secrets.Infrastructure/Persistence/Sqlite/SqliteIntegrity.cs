using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>Checks a file that is to become a database or a backup.</summary>
internal static class SqliteIntegrity
{
    /// <summary>Returns why the file is not an intact SQLite database, or null.</summary>
    public static string? FindFault(string path)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        try
        {
            using var connection = new SqliteConnection(settings.ToString());
            connection.Open();
            using var check = new SqliteCommand("PRAGMA integrity_check(1)", connection);
            return check.ExecuteScalar() is string and not "ok" and var fault ? $"it is damaged: {fault.ReplaceLineEndings(" ")}" : null;
        }
        catch (SqliteException e)
        {
            return e.Message;
        }
    }
}
