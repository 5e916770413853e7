using Secrets.Application.Audit;
using Secrets.Domain;

namespace Secrets.Application.Tests;

/// <summary>Records audit events in memory, unsigned.</summary>
internal sealed class RecordedEvents : IAuditSigner, IAuditEventRepository
{
    public List<AuditEvent> Appended { get; } = [];

    public AuditTrail Trail => new(this, this, new OrderedIds(TimeProvider.System), TimeProvider.System);

    public AuditEvent Sign(AuditEvent auditEvent) => auditEvent;

    public Task AppendAsync(IReadOnlyList<AuditEvent> events)
    {
        Appended.AddRange(events);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditEvent>>(Appended);
}
