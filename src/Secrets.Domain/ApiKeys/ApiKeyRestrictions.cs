namespace Secrets.Domain.ApiKeys;

/// <summary>Restricts an API key beside its scopes.</summary>
/// <param name="Secrets">The secrets that it reaches; null for all of its owner's.</param>
/// <param name="ClientNetworks">The networks that it can be used from; null for all.</param>
public sealed record ApiKeyRestrictions(SecretNames? Secrets, ClientNetworks? ClientNetworks)
{
    public static ApiKeyRestrictions None { get; } = new(Secrets: null, ClientNetworks: null);

    /// <summary>Returns true if a key with these restrictions reaches everything that one with <paramref name="other"/> does.</summary>
    public bool Include(ApiKeyRestrictions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Secrets is null || (other.Secrets is { } names && Secrets.Include(names)))
            && (ClientNetworks is null || (other.ClientNetworks is { } networks && ClientNetworks.Include(networks)));
    }
}
