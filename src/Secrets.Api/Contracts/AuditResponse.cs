using System.Text.Json.Serialization;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Api.Contracts;

/// <summary>An audit event.</summary>
/// <param name="KeyId">The API key that it was done with; zeros for the command line and the service itself.</param>
/// <param name="Action">What was done or, where it was denied, the scope that it needs.</param>
/// <param name="SubjectKeyId">The API key that was made or changed; of a key of the ring, its id in the last 16 digits.</param>
/// <param name="SuccessorKeyId">The API key that a rotation made.</param>
/// <param name="Result">done, denied, or failed where a value did not decrypt.</param>
/// <param name="Count">How many times; more than one where events are counted.</param>
/// <param name="ClientIp">The address that the request came from.</param>
public sealed record AuditEventResponse(
    Guid Id,
    DateTimeOffset At,
    Guid KeyId,
    string Action,
    Guid? SecretId,
    long? Version,
    Guid? SubjectKeyId,
    Guid? SuccessorKeyId,
    string Result,
    long Count,
    string RequestId,
    [property: JsonPropertyName("peer")] string ClientIp
)
{
    public static AuditEventResponse Of(AuditEvent e) =>
        new(
            e.Id,
            Clock.Time(e.At),
            e.KeyId,
            e.Action,
            e.SecretId,
            e.Version,
            e.SubjectKeyId,
            e.SuccessorKeyId,
            e.Result,
            e.Count,
            e.RequestId,
            e.ClientIp
        );
}

/// <summary>The answer to GET /api/audit.</summary>
public sealed record AuditList(IReadOnlyList<AuditEventResponse> Events);
