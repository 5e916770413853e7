using Secrets.Domain.Audit;

namespace Secrets.Application.Audit.VerifyAudit;

/// <summary>The events after the last block. They do not stay without a block for long, if a service runs.</summary>
internal sealed class PendingEvents(IAuditChainRepository chain)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    /// <summary>The time in which a running service extends the chain.</summary>
    private static readonly TimeSpan ExtensionTime = TimeSpan.FromSeconds(3);

    private long _position = long.MaxValue;
    private long _at = long.MaxValue;

    public long Count { get; private set; }

    public void Add(AuditEvent pending)
    {
        Count++;
        _position = Math.Min(_position, pending.Position);
        _at = Math.Min(_at, pending.At);
    }

    /// <summary>Returns a warning if the events are old and no service runs.</summary>
    /// <exception cref="AuditFaultException">The events are old although a service runs.</exception>
    public async Task<string?> FindWarningAsync(AuditBlock last, CancellationToken cancellationToken)
    {
        if (Count == 0)
        {
            return null;
        }

        // The clock that gave an event its time may be wrong. But no event here is older than the last block.
        var now = await chain.ReadTimeAsync(cancellationToken);
        var age = TimeSpan.FromMicroseconds(Math.Min(now - _at, now - last.CreatedAt));
        if (age <= MaxAge)
        {
            return null;
        }

        var text =
            $"{Count} events, the first of them {(long)age.TotalSeconds} seconds old, are not in a block yet: "
            + "until they are, whoever can write the database can remove them without a trace";
        if (!await chain.IsServiceRunningAsync(cancellationToken))
        {
            return $"{text}; no service runs, and the next one that starts adds them to a block";
        }

        await Task.Delay(ExtensionTime, cancellationToken);
        AuditFaultException.ThrowUnless((await chain.FindLastAsync(cancellationToken)).LastPosition >= _position, text);
        return null;
    }
}
