namespace Secrets.Application.Secrets;

/// <summary>States of a secret that a client names.</summary>
/// <param name="Ids">Of secrets or of their values; null for every state of a secret that exists.</param>
public sealed record SecretStates(IReadOnlyList<Guid>? Ids)
{
    public bool Include(StoredSecret? secret) =>
        secret is not null && (Ids is null || Ids.Contains(secret.State) || Ids.Contains(secret.ValueState));
}
