using Secrets.Domain.Secrets;

namespace Secrets.Domain.ApiKeys;

/// <summary>The secrets that a caller reaches. Others do not exist for it.</summary>
/// <param name="Names">Null for all of the owner's secrets.</param>
public readonly record struct SecretReach(Guid OwnerId, SecretNames? Names = null)
{
    /// <summary>True if a list may have to read many secrets to leave them out.</summary>
    public bool HasPrefixes => Names is { Prefixes.Count: > 0 };

    public bool Includes(string name) => Names is null || Names.Include(name);

    /// <summary>
    /// Returns the name to look up: this one, or one that no secret has if the caller does not reach it. The look-up is the same, so its
    /// time does not tell whether a secret has the name.
    /// </summary>
    public string NameToFind(string name) => Includes(name) ? name : SecretName.Impossible;
}
