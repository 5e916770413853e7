using System.Text.Json;
using Secrets.Api.Contracts;
using Secrets.Application.Audit;
using Secrets.Infrastructure;

namespace Secrets.Api.Startup;

/// <summary>A checkpoint as a JSON file.</summary>
internal static class CheckpointFile
{
    private const UnixFileMode Created = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Replaces the file as a whole.</summary>
    public static void Write(string path, AuditCheckpoint checkpoint) =>
        FileReplacement.Write(path, file => JsonSerializer.Serialize(file, checkpoint, ApiJson.Web.AuditCheckpoint), Created);

    /// <exception cref="JsonException">The file holds no checkpoint.</exception>
    public static async Task<AuditCheckpoint> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync(file, ApiJson.Web.AuditCheckpoint, cancellationToken) ?? throw new JsonException();
    }
}
