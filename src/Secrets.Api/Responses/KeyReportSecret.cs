namespace Secrets.Api.Responses;

/// <summary>A secret that the keys used.</summary>
/// <param name="Name">The name that it has now, or had when it was deleted; null if it was destroyed.</param>
public sealed record KeyReportSecret(string Owner, Guid Id, string? Name, IReadOnlyList<KeyReportAction> Actions);
