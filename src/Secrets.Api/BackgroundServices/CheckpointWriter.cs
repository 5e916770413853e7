using System.Text.Json;
using Secrets.Api.Configuration;
using Secrets.Api.Serialization;
using Secrets.Application.Audit;

namespace Secrets.Api.BackgroundServices;

/// <summary>
/// Writes the last block of the audit chain to a file outside the database. The file proves that the database was restored to an older
/// state or lost its newest events. Replicas may share the file.
/// </summary>
internal sealed partial class CheckpointWriter(IAuditSeals seals, AuditSettings settings, ILogger<CheckpointWriter> logger)
{
    private AuditCheckpoint? _written;
    private string? _problem;
    private bool _isOlder;

    public void Start()
    {
        if (settings is { CheckpointPath: null, IsOff: false })
        {
            LogNoPath(logger);
        }
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (settings.CheckpointPath is not { } path || seals.Known is not { } last || (last == _written && File.Exists(path)))
        {
            return;
        }

        try
        {
            var found = await ReadAsync(path, cancellationToken);

            // A database that was restored to an older state must not overwrite the proof of that.
            var isOlder = found is not null && !await seals.HasAsync(found, cancellationToken);
            if (isOlder && !_isOlder)
            {
                LogOlder(logger, path);
            }

            _isOlder = isOlder;
            if (isOlder)
            {
                return;
            }

            if (found is null || found.Seal < last.Seal)
            {
                CheckpointFile.Write(path, last);
            }

            (_written, _problem) = (last, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!string.Equals(e.Message, _problem, StringComparison.Ordinal))
            {
                LogNotWritten(logger, path, e.Message);
            }

            _problem = e.Message;
        }
    }

    private async Task<AuditCheckpoint?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return await CheckpointFile.ReadAsync(path, cancellationToken);
        }
        catch (JsonException)
        {
            File.Move(path, $"{path}.damaged", overwrite: true);
            LogDamaged(logger, path);
            return null;
        }
    }

    [LoggerMessage(
        LogLevel.Critical,
        "The database does not have the block of the audit checkpoint '{Path}': it is older than the checkpoint, or another database. The "
            + "file is left as it is. If the database was restored from a backup, move the file away."
    )]
    private static partial void LogOlder(ILogger logger, string path);

    [LoggerMessage(LogLevel.Warning, "The audit checkpoint '{Path}' is damaged. It was moved to '{Path}.damaged' and is written again.")]
    private static partial void LogDamaged(ILogger logger, string path);

    [LoggerMessage(
        LogLevel.Error,
        "The audit checkpoint '{Path}' cannot be written: {Problem} The service tries again. "
            + "Set Audit__CheckpointPath to another file, or to none."
    )]
    private static partial void LogNotWritten(ILogger logger, string path, string problem);

    [LoggerMessage(
        LogLevel.Warning,
        "No audit checkpoint is kept, because the key ring is not a file. "
            + "Set Audit__CheckpointPath to a file outside the database, or to none."
    )]
    private static partial void LogNoPath(ILogger logger);
}
