using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.Audit;

/// <summary>Creates the events of callers' actions.</summary>
public sealed class AuditTrail(IAuditSigner signer, IAuditEventRepository events, OrderedIds ids, TimeProvider time)
{
    /// <summary>Returns a signed event. It is stored by the repository of what the action changes.</summary>
    public AuditEvent EventOf(
        Caller caller,
        string action,
        Guid? secretId = null,
        long? version = null,
        Guid? subjectKeyId = null,
        string result = AuditResults.Done,
        long count = 1,
        Guid? successorKeyId = null
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        var now = time.Microseconds();
        return signer.Sign(
            new AuditEvent
            {
                OwnerId = caller.OwnerId,
                Id = ids.Next(now / 1000),
                At = now,
                KeyId = caller.KeyId,
                Action = action,
                SecretId = secretId,
                Version = version,
                SubjectKeyId = subjectKeyId,
                SuccessorKeyId = successorKeyId,
                Result = result,
                Count = count,
                RequestId = caller.RequestId,
                ClientIp = caller.ClientIp,
            }
        );
    }

    /// <summary>Stores the event of an action that changes nothing. Once this returns it is durable.</summary>
    public Task AppendAsync(
        Caller caller,
        string action,
        Guid? secretId = null,
        long? version = null,
        string result = AuditResults.Done,
        long count = 1
    ) => events.AppendAsync([EventOf(caller, action, secretId, version, subjectKeyId: null, result, count)]);
}
