using Secrets.Domain;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Responses;

/// <summary>A secret without its value. The description is empty if the secret has none.</summary>
public sealed record SecretResponse(string Name, string Description, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static SecretResponse Of(Secret secret) =>
        new(secret.Name, secret.Description ?? "", secret.Version, Clock.Time(secret.CreatedAt), Clock.Time(secret.UpdatedAt));
}
