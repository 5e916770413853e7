using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>Some states of a secret, as entity tags name them.</summary>
/// <param name="Ids">Of secrets or of their values; null for every state of a secret that exists.</param>
public sealed record SecretStates(IReadOnlyList<Guid>? Ids)
{
    public bool Include(Guid state) => Ids is null || Ids.Contains(state);

    public bool Include(Secret? secret) => secret is not null && (Include(secret.State) || Include(secret.ValueState));
}
