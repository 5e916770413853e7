namespace Secrets.Api.Responses;

/// <summary>The answer to GET /api/audit.</summary>
public sealed record AuditList(IReadOnlyList<AuditEventResponse> Events);
