namespace Secrets.Domain.Secrets;

/// <summary>A value that a secret has or had.</summary>
/// <param name="Number">From 1.</param>
/// <param name="CreatedAt">Microseconds since 1970.</param>
/// <param name="CreatedBy">The API key that gave the value; null if it is not known.</param>
public sealed record SecretVersion(long Number, long CreatedAt, Guid? CreatedBy);
