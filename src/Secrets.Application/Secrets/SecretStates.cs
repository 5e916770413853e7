namespace Secrets.Application.Secrets;

/// <summary>States of a secret that a client names.</summary>
/// <param name="Ids">Of secrets or of their values; null for every state of a secret that exists.</param>
public sealed record SecretStates(IReadOnlyList<Guid>? Ids)
{
    public bool Include(Guid state) => Ids is null || Ids.Contains(state);

    public bool Include(StoredSecret? secret) => secret is not null && (Include(secret.State) || Include(secret.ValueState));
}
