namespace Secrets.Api.Responses;

/// <summary>The response to GET /api/audit.</summary>
public sealed record AuditList(IReadOnlyList<AuditEventResponse> Events);
