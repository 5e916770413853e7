using Secrets.Domain;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Contracts;

/// <summary>A version of a secret, without its value.</summary>
/// <param name="CreatedBy">The id of the API key that gave the value; null where it is not known, zeros for the command line.</param>
public sealed record SecretVersionResponse(long Number, DateTimeOffset CreatedAt, Guid? CreatedBy, bool Current)
{
    public static SecretVersionResponse Of(SecretVersion version, bool isCurrent) =>
        new(version.Number, Clock.Time(version.CreatedAt), version.CreatedBy, isCurrent);
}

/// <summary>The answer to GET /api/secrets/{secret_id}/versions.</summary>
public sealed record SecretVersionList(IReadOnlyList<SecretVersionResponse> Versions);
