namespace Secrets.Domain.ApiKeys;

/// <summary>The secrets that a caller reaches. Others do not exist for it.</summary>
/// <param name="Names">Null for all of the owner's secrets.</param>
public readonly record struct SecretReach(Guid OwnerId, SecretNames? Names = null)
{
    public bool Includes(string name) => Names is null || Names.Include(name);
}
