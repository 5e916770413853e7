using Microsoft.Data.Sqlite;
using Secrets.Application;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Copies an SQLite database as of one moment while services use it. The copy has no erased data: SQLite writes only the rows that exist.
/// </summary>
internal sealed class SqliteBackup(SqliteFile database)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Writes the backup to a new file, which has this name only once it is complete, checked and durable.</summary>
    /// <exception cref="IOException">The file cannot be written, or the copy is damaged.</exception>
    public Task WriteAsync(string path, IProgress<WorkProgress> progress) =>
        WriteAsync(
            FileReplacement.TemporaryName(path),
            temporary =>
            {
                PrivateFile.Publish(temporary, path);
                return Task.CompletedTask;
            },
            progress
        );

    /// <summary>Writes the backup to a stream once it is complete and checked. The copy is made beside the database.</summary>
    /// <exception cref="IOException">The copy or the stream cannot be written, or the copy is damaged.</exception>
    public Task WriteAsync(Stream output, IProgress<WorkProgress> progress, CancellationToken cancellationToken) =>
        WriteAsync(
            FileReplacement.TemporaryName(database.FullPath),
            async temporary =>
            {
                await using var copy = new FileStream(temporary, FileMode.Open, FileAccess.Read);
                await copy.CopyToAsync(output, cancellationToken);
            },
            progress
        );

    private async Task WriteAsync(string temporary, Func<string, Task> publish, IProgress<WorkProgress> progress)
    {
        // SQLite writes into an empty file, and so keeps its permissions.
        PrivateFile.Open(temporary, FileMode.CreateNew).Dispose();
        try
        {
            await CopyAsync(temporary, progress);
            if (SqliteIntegrity.FindFault(temporary) is { } fault)
            {
                throw new IOException($"The copy cannot be used, and was deleted: {fault} Run doctor.");
            }

            // SQLite does not flush this copy itself.
            PrivateFile.Flush(temporary);
            await publish(temporary);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task CopyAsync(string path, IProgress<WorkProgress> progress)
    {
        await using var connection = new PreparedConnection(database.ConnectionString);
        connection.Open();
        var pageSize = Read(connection, "PRAGMA page_size");
        var pages = Read(connection, "PRAGMA page_count") - Read(connection, "PRAGMA freelist_count");
        try
        {
            // Calls of SQLite are synchronous.
            var copying = Task.Run(() => Copy(connection, path));
            while (await Task.WhenAny(copying, Task.Delay(ReportInterval)) != copying)
            {
                progress.Report(new WorkProgress(Math.Min(new FileInfo(path).Length / pageSize, pages - 1), pages));
            }

            await copying;
            progress.Report(new WorkProgress(pages, pages));
        }
        catch (SqliteException e)
        {
            throw new IOException($"The backup was not written to '{Path.GetDirectoryName(path)}': {e.Message}", e);
        }
    }

    private static long Read(PreparedConnection connection, string pragma) =>
        connection.Run(new Statement(pragma, new { }) { HasResult = true }).Value is long value ? value : 0;

    private static void Copy(PreparedConnection connection, string path)
    {
        using var command = new SqliteCommand("VACUUM INTO @path", connection);
        command.Parameters.AddWithValue("@path", path);
        command.ExecuteNonQuery();
    }
}
