using System.Text.Json;
using Secrets.Application.Audit;
using Secrets.Application.Diagnosis;
using Secrets.Infrastructure;

namespace Secrets.Api.Serialization;

/// <summary>Reads and writes an audit checkpoint as a JSON file.</summary>
internal static class CheckpointFile
{
    private const int MaxLength = 4096;
    private const int MacDigits = 64;
    private const UnixFileMode Created = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Replaces the file as a whole.</summary>
    public static void Write(string path, AuditCheckpoint checkpoint) =>
        FileReplacement.Write(path, file => Write(file, checkpoint), Created);

    public static void Write(Stream output, AuditCheckpoint checkpoint) =>
        JsonSerializer.Serialize(output, checkpoint, ApiJson.Web.AuditCheckpoint);

    /// <summary>Compares the database with the checkpoint that its services write.</summary>
    public static async Task<Finding> ExamineAsync(string path, AuditCheckpoints checkpoints, CancellationToken cancellationToken)
    {
        const string What = "checkpoint";
        if (!File.Exists(path))
        {
            return new Finding(What, IsFault: false, $"'{path}' does not exist yet");
        }

        try
        {
            var kept = await ReadAsync(path, cancellationToken);
            return await checkpoints.HasAsync(kept, cancellationToken)
                ? new Finding(What, IsFault: false, $"the database has block {kept.Block} of '{path}'")
                : new Finding(
                    What,
                    IsFault: true,
                    $"the database does not have block {kept.Block} of '{path}': it is older, or another database. "
                        + "If it was restored from a backup, move the file away. Otherwise run audit verify --checkpoint."
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return new Finding(
                What,
                IsFault: true,
                e is JsonException
                    ? $"'{path}' is not a checkpoint. A running service replaces it."
                    : $"'{path}' cannot be read: {e.Message}"
            );
        }
    }

    /// <exception cref="JsonException">The file is not a checkpoint.</exception>
    public static async Task<AuditCheckpoint> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await ReadAsync(file, cancellationToken);
    }

    /// <exception cref="JsonException">The file is not a checkpoint.</exception>
    public static async Task<AuditCheckpoint> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        var content = new byte[MaxLength];
        var length = await file.ReadAtLeastAsync(content, MaxLength, throwOnEndOfStream: false, cancellationToken);
        return
            JsonSerializer.Deserialize(content.AsSpan(0, length), ApiJson.Web.AuditCheckpoint)
                is { Block: > 0, BlockMac: { Length: MacDigits } mac } found
            && mac.All(char.IsAsciiHexDigitLower)
            ? found
            : throw new JsonException();
    }
}
