using Secrets.Domain;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Responses;

/// <summary>A deleted secret. The description is empty if the secret has none.</summary>
/// <param name="Id">The id for restoring the secret. Another secret may have its name.</param>
/// <param name="RestorableUntil">The time at which the secret is destroyed.</param>
public sealed record DeletedSecretResponse(
    Guid Id,
    string Name,
    string Description,
    DateTimeOffset DeletedAt,
    DateTimeOffset RestorableUntil
)
{
    public static DeletedSecretResponse Of(DeletedSecret secret, TimeSpan kept)
    {
        var until = Clock.Time(secret.DeletedAt + (long)kept.TotalMicroseconds);
        return new(secret.Id, secret.Name, secret.Description ?? "", Clock.Time(secret.DeletedAt), until);
    }
}
