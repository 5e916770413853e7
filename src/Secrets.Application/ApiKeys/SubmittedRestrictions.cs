using Secrets.Application.Validation;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys;

/// <summary>The restrictions of an API key as they were submitted.</summary>
public sealed record SubmittedRestrictions(
    Submitted<IReadOnlyList<Submitted<string>>> Secrets,
    Submitted<IReadOnlyList<Submitted<string>>> ClientNetworks
)
{
    /// <summary>Returns the restrictions after a validator has accepted them.</summary>
    /// <param name="defaults">The restrictions that count if none were submitted.</param>
    public ApiKeyRestrictions ToRestrictions(ApiKeyRestrictions defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        return Secrets.Value is null && ClientNetworks.Value is null
            ? defaults
            : new ApiKeyRestrictions(
                Secrets.Value is { } names ? SecretNames.Of(names.Select(name => name.Required)) : defaults.Secrets,
                ClientNetworks.Value is { } networks
                    ? Domain.ApiKeys.ClientNetworks.Of(networks.Select(network => network.Required))
                    : defaults.ClientNetworks
            );
    }
}
