using Secrets.Domain.Audit;

namespace Secrets.Application.Audit.VerifyAudit;

/// <summary>
/// Compares the rows of secrets with their events. The rows are read first, so that a service may go on writing: a secret that changes
/// after <see cref="ReadAsync"/> is left to the next verification.
/// </summary>
internal sealed class SecretComparison(IAuditedSecretRepository secrets, IChainedEventRepository events)
{
    private const int MaxAttempts = 10;

    private readonly Dictionary<(Guid OwnerId, Guid Id), SecretRows> _rows = [];
    private readonly Dictionary<(Guid OwnerId, Guid Id), SecretState> _states = [];
    private readonly HashSet<(Guid OwnerId, Guid SecretId, long Version)> _unexplained = [];
    private long _begin;

    /// <summary>The number of values, old ones included.</summary>
    public long Values { get; private set; }

    /// <param name="removedAt">The time up to which events were removed: values from before it need no event.</param>
    public async Task ReadAsync(long? removedAt, CancellationToken cancellationToken)
    {
        _begin = await events.FindLastPositionAsync(cancellationToken);
        await foreach (var row in secrets.ListAsync(cancellationToken))
        {
            _rows[(row.OwnerId, row.Id)] = new SecretRows(row.IsDeleted, row.Version, row.Revision, []);
            if (row.ValueCreatedAt is { } createdAt)
            {
                AddValue((row.OwnerId, row.Id, row.Version), createdAt, removedAt);
            }
        }

        List<long> numbers = [];
        await foreach (var old in secrets.ListOldVersionsAsync(cancellationToken))
        {
            var rows = RowsOf(old.OwnerId, old.SecretId);
            if (rows.OldVersions != numbers)
            {
                // The first of this secret.
                numbers = [];
                _rows[(old.OwnerId, old.SecretId)] = rows with { OldVersions = numbers };
            }

            numbers.Add(old.Version);
            AddValue((old.OwnerId, old.SecretId, old.Version), old.CreatedAt, removedAt);
        }
    }

    public void Add(AuditEvent read)
    {
        if (read is not { SecretId: { } id, Result: AuditResults.Done })
        {
            return;
        }

        if (SecretState.After(_states.GetValueOrDefault((read.OwnerId, id)), read) is { } state)
        {
            _states[(read.OwnerId, id)] = state;
        }

        if (read.Version is { } version && AuditActions.GivingValues.Contains(read.Action, StringComparer.Ordinal))
        {
            _unexplained.Remove((read.OwnerId, id, version));
        }
    }

    /// <summary>Returns the first value or secret that the events do not explain, or null.</summary>
    public async Task<AuditFault?> FindFaultAsync(CancellationToken cancellationToken)
    {
        foreach (var (ownerId, secretId, version) in _unexplained)
        {
            return new AuditFault($"no event explains version {version} of secret {secretId} of owner {ownerId}");
        }

        foreach (var (ownerId, id) in _rows.Keys.Union(_states.Keys))
        {
            var state = _states.GetValueOrDefault((ownerId, id));
            if (
                !(state?.Position > _begin)
                && RowsOf(ownerId, id).FindFault(state) is not null
                && await CompareAgainAsync(ownerId, id, cancellationToken) is { } fault
            )
            {
                return new AuditFault($"secret {id} of owner {ownerId} {fault}");
            }
        }

        return null;
    }

    // The rows above were not read at one moment. These are: the same rows before and after the events.
    private async Task<string?> CompareAgainAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        string? fault = null;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var rows = await secrets.FindAsync(ownerId, id, cancellationToken);
            var changes = await secrets.ListChangesAsync(ownerId, id, cancellationToken);
            fault = rows.FindFault(changes.Aggregate((SecretState?)null, SecretState.After));
            if (fault is null || rows.IsSameStateAs(await secrets.FindAsync(ownerId, id, cancellationToken)))
            {
                break;
            }
        }

        return fault;
    }

    private SecretRows RowsOf(Guid ownerId, Guid id) =>
        _rows.TryGetValue((ownerId, id), out var rows) ? rows : new SecretRows(IsDeleted: null, 0, 0, []);

    private void AddValue((Guid, Guid, long) value, long createdAt, long? removedAt)
    {
        Values++;
        if (removedAt is null || createdAt > removedAt)
        {
            _unexplained.Add(value);
        }
    }
}
