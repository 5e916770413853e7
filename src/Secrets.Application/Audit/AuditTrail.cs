using Secrets.Domain;

namespace Secrets.Application.Audit;

/// <summary>Makes the events of what callers do.</summary>
public sealed class AuditTrail(IAuditSigner signer, IAuditEventRepository log, OrderedIds ids, TimeProvider time)
{
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

    /// <summary>Stores an event of what changes nothing. Once this returns it is durable.</summary>
    public Task AppendAsync(
        Caller caller,
        string action,
        Guid? secretId = null,
        long? version = null,
        string result = AuditResults.Done,
        long count = 1
    ) => log.AppendAsync([EventOf(caller, action, secretId, version, subjectKeyId: null, result, count)]);
}
