using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.Secrets;

/// <summary>Records reveals: by events, counts and metrics, and warns of revealed canaries.</summary>
internal sealed partial class RevealLog(
    AuditTrail audit,
    RevealCounts counts,
    ServiceMetrics metrics,
    ILogger<RevealLog>? logger = null
)
{
    private readonly ILogger _logger = logger ?? NullLogger<RevealLog>.Instance;

    /// <summary>Records values that are about to be sent. Once this returns, their events are durable.</summary>
    /// <param name="action">The action of the events.</param>
    /// <exception cref="ApiKeyUsedUpException">The caller's key has fewer uses left. Nothing is recorded.</exception>
    public async Task AppendAsync(Caller caller, string action, params IReadOnlyList<Reveal> reveals)
    {
        var recorded = new List<AuditEvent>(reveals.Count);
        var sent = 0;
        foreach (var (secretId, version, isCanary, result) in reveals)
        {
            recorded.Add(
                audit.EventOf(
                    caller,
                    action,
                    secretId,
                    version,
                    result: result switch
                    {
                        RevealResult.NotDecrypted => AuditResults.Failed,
                        RevealResult.Withheld => AuditResults.Denied,
                        _ => AuditResults.Done,
                    }
                )
            );
            sent += result == RevealResult.Sent ? 1 : 0;
            if (isCanary && result == RevealResult.Sent)
            {
                recorded.Add(audit.EventOf(caller, AuditActions.RevealCanary, secretId, version));
            }
        }

        await audit.RevealAsync(caller, sent, recorded);
        foreach (var (secretId, _, isCanary, result) in reveals)
        {
            if (result == RevealResult.Sent)
            {
                counts.Note(caller.OwnerId, secretId);
                metrics.SecretRevealed(isCanary);
                if (isCanary)
                {
                    LogCanary(_logger, secretId, caller.KeyId, caller.ClientIp);
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The canary {SecretId} was revealed, to the API key {KeyId} from {ClientIp}.")]
    private static partial void LogCanary(ILogger logger, Guid secretId, Guid keyId, string clientIp);
}
