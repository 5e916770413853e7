using System.Text.Json.Serialization;
using Secrets.Application.Audit;
using Secrets.Domain;

namespace Secrets.Api.Responses;

/// <summary>An audit event.</summary>
/// <param name="KeyId">The API key that was used; zeros for the command line and the service itself.</param>
/// <param name="Action">The action, or the scope that a denied request lacked.</param>
/// <param name="SecretName">
/// The name that the secret has now, or had when it was deleted; null if it was destroyed, or if the API key may not list names.
/// </param>
/// <param name="SubjectKeyId">The API key that was created or changed. For a root key, its id is the last 16 digits.</param>
/// <param name="SuccessorKeyId">The API key that a rotation created.</param>
/// <param name="Result">done, denied, or failed if a value could not be decrypted.</param>
/// <param name="Count">The number of requests; more than one if they are counted as one event.</param>
/// <param name="ClientIp">The client IP of the request.</param>
public sealed record AuditEventResponse(
    Guid Id,
    DateTimeOffset At,
    Guid KeyId,
    string Action,
    Guid? SecretId,
    string? SecretName,
    long? Version,
    Guid? SubjectKeyId,
    Guid? SuccessorKeyId,
    string Result,
    long Count,
    string RequestId,
    [property: JsonPropertyName("peer")] string ClientIp
)
{
    public static AuditEventResponse Of(ListedEvent e) =>
        new(
            e.Id,
            Clock.Time(e.At),
            e.KeyId,
            e.Action,
            e.SecretId,
            e.SecretName,
            e.Version,
            e.SubjectKeyId,
            e.SuccessorKeyId,
            e.Result,
            e.Count,
            e.RequestId,
            e.ClientIp
        );
}
