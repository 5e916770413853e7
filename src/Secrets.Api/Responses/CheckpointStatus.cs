namespace Secrets.Api.Responses;

/// <summary>The file with the checkpoint of the audit chain.</summary>
/// <param name="Path">Null if the settings keep no checkpoint.</param>
/// <param name="Block">The number of its block; null if the file cannot be read.</param>
/// <param name="Fault">Why the file cannot be read; null if it can, or if the settings keep no checkpoint.</param>
public sealed record CheckpointStatus(string? Path, long? Block, DateTimeOffset? CreatedAt, string? Fault);
