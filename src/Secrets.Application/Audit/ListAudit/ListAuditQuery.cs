using MediatR;

namespace Secrets.Application.Audit.ListAudit;

/// <summary>
/// Lists events of the caller's owner, or of another that it names and may name, the newest first. A condition that is null selects all.
/// Null if no owner has that name. The events have names of secrets if the caller may list those.
/// </summary>
/// <param name="Secret">A name: selects the events of all secrets that have it or had it when they were deleted.</param>
public sealed record ListAuditQuery(
    Caller Caller,
    string? Owner,
    Guid? Before,
    string? Action,
    string? Secret,
    Guid? SecretId,
    Guid? KeyId,
    DateTimeOffset? Since,
    DateTimeOffset? Until,
    int? Limit
) : IRequest<AuditPage?>
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;
}
