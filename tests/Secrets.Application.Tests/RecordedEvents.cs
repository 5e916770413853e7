using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Application.Tests.Audit;
using Secrets.Domain;
using Secrets.Domain.Audit;

namespace Secrets.Application.Tests;

/// <summary>Records audit events in memory.</summary>
internal sealed class RecordedEvents : IAuditEventRepository
{
    public List<AuditEvent> Appended { get; } = [];

    public AuditTrail Trail => new(new TestSigner(), this, new OrderedIds(TimeProvider.System), TimeProvider.System);

    public Task AppendAsync(IReadOnlyList<AuditEvent> events)
    {
        Appended.AddRange(events);
        return Task.CompletedTask;
    }

    public Task<bool> AppendAsync(IReadOnlyList<AuditEvent> events, LimitedUse use) => throw new NotSupportedException();

    public Task<IReadOnlyList<ListedEvent>> ListAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
