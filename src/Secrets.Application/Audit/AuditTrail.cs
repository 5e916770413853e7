using Secrets.Application.ApiKeys;
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

    /// <summary>
    /// Stores the events of values that are about to be revealed. If the caller's key has limited uses, each value is one. Once this
    /// returns, the events are durable and the uses are taken.
    /// </summary>
    /// <exception cref="ApiKeyUsedUpException">The key has fewer uses left. Nothing is stored.</exception>
    public async Task RevealAsync(Caller caller, int values, IReadOnlyList<AuditEvent> revealed)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.MaxUses is not { } max || values == 0)
        {
            await events.AppendAsync(revealed);
        }
        else if (!await events.AppendAsync(revealed, new LimitedUse(caller.OwnerId, caller.KeyId, max, values)))
        {
            throw new ApiKeyUsedUpException();
        }
    }
}
