namespace Secrets.Api.Responses;

/// <summary>The use of an API key.</summary>
/// <param name="Name">Null if the key is not stored, such as <c>SESSION_API_KEY</c>.</param>
/// <param name="IsActive">Null if that is not known.</param>
/// <param name="CreatedBy">The key of this report that created it; null for the first.</param>
/// <param name="Owners">The owners whose secrets or keys it used.</param>
/// <param name="ClientIps">The client IPs that it was used from; the first of them, if there are very many.</param>
/// <param name="Actions">The actions, with their numbers.</param>
public sealed record KeyReportKey(
    Guid Id,
    string Owner,
    string? Name,
    bool? IsActive,
    Guid? CreatedBy,
    DateTimeOffset? FirstUsedAt,
    DateTimeOffset? LastUsedAt,
    IReadOnlyList<string> Owners,
    IReadOnlyList<KeyReportClient> ClientIps,
    IReadOnlyList<KeyReportAction> Actions
);
