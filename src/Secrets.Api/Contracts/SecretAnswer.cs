using Secrets.Application.Secrets;

namespace Secrets.Api.Contracts;

/// <summary>A secret without its value. The description is empty where there is none.</summary>
public sealed record SecretAnswer(string Name, string Description, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static SecretAnswer Of(StoredSecret secret) =>
        new(secret.Name, secret.Description ?? "", secret.Version, DateTimeOffset.UnixEpoch.AddMicroseconds(secret.CreatedAt), DateTimeOffset.UnixEpoch.AddMicroseconds(secret.UpdatedAt));
}
