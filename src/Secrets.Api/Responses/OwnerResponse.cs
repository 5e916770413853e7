using Secrets.Application.Owners;
using Secrets.Domain;

namespace Secrets.Api.Responses;

/// <summary>An owner, as <c>owners list --json</c> prints it.</summary>
public sealed record OwnerResponse(string Name, DateTimeOffset CreatedAt, long ApiKeys, DateTimeOffset? ShreddedAt)
{
    public static OwnerResponse Of(StoredOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new(
            owner.Name,
            Clock.Time(owner.CreatedAt),
            owner.ApiKeys,
            owner.ShreddedAt is { } shreddedAt ? Clock.Time(shreddedAt) : null
        );
    }
}
