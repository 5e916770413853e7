using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>A set of states of a secret, given by entity tags.</summary>
/// <param name="Ids">States of secrets or of their values; null for any state of an existing secret.</param>
public sealed record SecretStates(IReadOnlyList<Guid>? Ids)
{
    public bool Include(Guid state) => Ids is null || Ids.Contains(state);

    public bool Include(Secret? secret) => secret is not null && (Include(secret.State) || Include(secret.ValueState));
}
