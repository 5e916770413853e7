namespace Secrets.Application.Owners;

/// <summary>A key version of an owner, without its key.</summary>
/// <param name="CreatedAt">Microseconds since 1970 by the database's clock.</param>
/// <param name="Age">Microseconds since then by the same clock.</param>
public sealed record OwnerKeyVersion(long Version, byte[] KeyId, long CreatedAt, long Age);
