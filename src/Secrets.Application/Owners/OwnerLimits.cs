namespace Secrets.Application.Owners;

/// <summary>The limits of each owner.</summary>
/// <param name="Secrets">The number of secrets, including deleted ones that are still kept.</param>
/// <param name="ApiKeys">The number of active API keys.</param>
public sealed record OwnerLimits(int Secrets, int ApiKeys)
{
    public const int DefaultSecrets = 1_000_000;
    public const int DefaultApiKeys = 10_000;
}
