using Secrets.Application.KeyRing;
using Secrets.Domain.Audit;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.Tests.KeyRing;

/// <summary>A key ring file and the root keys of a database, in memory. Records the steps of changes.</summary>
internal sealed class KeyRingDouble(string activeId, params string[] ids) : IKeyRingChanges, IKeyRingChange
{
    public RootKeys Keys { get; private set; } = new(activeId, ids);

    public List<string> Steps { get; } = [];

    public List<RootKeyUse> Uses { get; } = [];

    public List<RunningReplica> Replicas { get; } = [];

    public Task<T> RunAsync<T>(Func<IKeyRingChange, Task<T>> change, CancellationToken cancellationToken)
    {
        Steps.Add("change");
        return change(this);
    }

    public Task<string> AddAsync(CancellationToken cancellationToken)
    {
        Keys = Keys with { Ids = [.. Keys.Ids, "00000000000000ff"] };
        Steps.Add("add");
        return Task.FromResult("00000000000000ff");
    }

    public void Promote(string id)
    {
        Keys = Keys with { ActiveId = id };
        Steps.Add($"promote {id}");
    }

    public void Remove(string id)
    {
        Keys = Keys with { Ids = [.. Keys.Ids.Where(key => key != id)] };
        Steps.Add($"remove {id}");
    }

    public Task ForgetAsync(string id)
    {
        Steps.Add($"forget {id}");
        return Task.CompletedTask;
    }

    public Task AppendAsync(AuditEvent auditEvent)
    {
        Steps.Add($"{auditEvent.Action} {auditEvent.SubjectKeyId}");
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<RootKeyUse>> ListUsesAsync() => Task.FromResult<IReadOnlyList<RootKeyUse>>(Uses);

    public Task<IReadOnlyList<RunningReplica>> ListRunningReplicasAsync() => Task.FromResult<IReadOnlyList<RunningReplica>>(Replicas);
}
