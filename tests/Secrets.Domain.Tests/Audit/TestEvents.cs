using Secrets.Domain.Audit;

namespace Secrets.Domain.Tests.Audit;

/// <summary>Audit events without a signature.</summary>
internal static class TestEvents
{
    public static AuditEvent At(long position, string action = "secret.list", long? version = null) =>
        new()
        {
            OwnerId = new Guid("00000000-0000-7000-8000-000000000001"),
            Id = new Guid($"019abcde-0000-7000-8000-{position:D12}"),
            At = position,
            KeyId = Guid.Empty,
            Action = action,
            Version = version,
            Result = AuditResults.Done,
            RequestId = "",
            ClientIp = "",
            Mac = [(byte)position],
            Position = position,
        };

    public static AuditBlock BlockOf(params AuditEvent[] events) => AuditBlock.Origin.Next([.. events.Select(Chained)], now: 9);

    private static ChainedEvent Chained(AuditEvent e) => new(e.OwnerId, e.Id, e.Position, e.Mac);
}
