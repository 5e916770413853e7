using Secrets.Domain;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Responses;

/// <summary>A version of a secret, without its value.</summary>
/// <param name="CreatedBy">The id of the API key that set the value; null if it is not known, zeros for the command line.</param>
public sealed record SecretVersionResponse(long Number, DateTimeOffset CreatedAt, Guid? CreatedBy, bool Current)
{
    public static SecretVersionResponse Of(SecretVersion version, bool isCurrent) =>
        new(version.Number, Clock.Time(version.CreatedAt), version.CreatedBy, isCurrent);
}
