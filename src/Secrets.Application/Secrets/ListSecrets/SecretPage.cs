namespace Secrets.Application.Secrets.ListSecrets;

/// <param name="Next">The <see cref="ListSecretsQuery.After"/> of the next page; null if this is the last page.</param>
public sealed record SecretPage(IReadOnlyList<SecretSummary> Secrets, Guid? Next);
