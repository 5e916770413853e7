namespace Secrets.Api.Responses;

/// <param name="State"><c>active</c>, <c>decrypt-only</c>, or <c>missing</c> from the ring although the database needs it.</param>
public sealed record RootKeyResponse(string Id, string State, long OwnerKeys, long SystemKeys);
