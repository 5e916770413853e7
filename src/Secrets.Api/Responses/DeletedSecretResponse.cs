using Secrets.Application.Secrets;
using Secrets.Domain;

namespace Secrets.Api.Responses;

/// <summary>A deleted secret. The description is empty where there is none.</summary>
/// <param name="Id">What it is restored by; its name may be another secret's by now.</param>
/// <param name="RestorableUntil">When it is destroyed.</param>
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
