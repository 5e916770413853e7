using System.Text.Json;
using Secrets.Api.Contracts;
using Secrets.Application.Audit;

namespace Secrets.Api.Startup;

/// <summary>A checkpoint as a JSON file.</summary>
internal static class CheckpointFile
{
    /// <summary>Replaces the file as a whole.</summary>
    public static async Task WriteAsync(string path, AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew))
            {
                await JsonSerializer.SerializeAsync(file, checkpoint, ApiJson.Web.AuditCheckpoint, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <exception cref="JsonException">The file holds no checkpoint.</exception>
    public static async Task<AuditCheckpoint> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync(file, ApiJson.Web.AuditCheckpoint, cancellationToken) ?? throw new JsonException();
    }
}
