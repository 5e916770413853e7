namespace Secrets.Domain.Secrets;

/// <summary>A current or old version of a secret's value, without the value.</summary>
/// <param name="Number">The version number, from 1.</param>
/// <param name="CreatedAt">Microseconds since 1970.</param>
/// <param name="CreatedBy">The API key that set the value; null if it is not known.</param>
public sealed record SecretVersion(long Number, long CreatedAt, Guid? CreatedBy);
