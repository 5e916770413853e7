namespace Secrets.Application.Secrets.ListSecrets;

/// <param name="Next">The id that the next page comes after; null if this is the last page.</param>
public sealed record SecretPage(IReadOnlyList<SecretSummary> Secrets, Guid? Next);
