namespace Secrets.Application.Owners.ShredOwner;

/// <param name="Keys">The owner's keys.</param>
/// <param name="ApiKeys">The number of API keys that were revoked.</param>
public sealed record ShredOwnerOutcome(DestroyedKeys Keys, int ApiKeys);
