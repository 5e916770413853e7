namespace Secrets.Application.Diagnosis.GetStatus;

/// <param name="Place">The file, or host, port and name of the database. It has no credentials.</param>
public sealed record DatabaseStatus(string Provider, string Version, string Place, long SizeBytes, int Schema);
