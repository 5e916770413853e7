namespace Secrets.Application.Owners;

/// <param name="Secrets">How many secrets an owner may have, deleted ones that are still kept included.</param>
/// <param name="ApiKeys">How many active API keys an owner may have.</param>
public sealed record OwnerLimits(int Secrets, int ApiKeys)
{
    public const int DefaultSecrets = 1_000_000;
    public const int DefaultApiKeys = 10_000;
}
