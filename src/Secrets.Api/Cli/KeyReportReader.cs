using MediatR;
using Secrets.Api.Responses;
using Secrets.Application;
using Secrets.Application.ApiKeys.ListApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;

namespace Secrets.Api.Cli;

/// <summary>Reads what an API key did, then what the keys did that it created, and so on.</summary>
/// <param name="owners">All owners: keys of <c>default</c> may appear in the log of each.</param>
internal sealed class KeyReportReader(IMediator mediator, IReadOnlyList<string> owners, TimeProvider time)
{
    private readonly Dictionary<string, IReadOnlyList<ApiKey>> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, KeyUse> _uses = [];
    private readonly Dictionary<(string Owner, Guid Id), SecretUse> _secrets = [];
    private readonly Queue<KeyUse> _unread = new();

    /// <param name="owner">The owner of the key.</param>
    /// <returns>Null if neither the key nor an event of it exists.</returns>
    public async Task<KeyReport?> ReadAsync(Guid id, string owner, CancellationToken cancellationToken)
    {
        await AddAsync(id, owner, createdBy: null, cancellationToken);
        while (_unread.TryDequeue(out var use))
        {
            foreach (var log in use.Owner == Owner.Default.Name ? owners : [use.Owner])
            {
                await ReadAsync(use, log, cancellationToken);
            }
        }

        return _uses[id].IsKnown
            ? new KeyReport(
                [.. _uses.Values.Select(use => use.ToResponse())],
                [.. _secrets.Values.Select(secret => secret.ToResponse())],
                UndoCommands.Of(_uses.Values, _secrets.Values)
            )
            : null;
    }

    private async Task ReadAsync(KeyUse use, string log, CancellationToken cancellationToken)
    {
        await foreach (var e in mediator.ListAuditAsync(new AuditSelection(log, use.Id), cancellationToken))
        {
            use.Add(log, e);
            if (e.SecretId is { } secretId)
            {
                if (!_secrets.TryGetValue((log, secretId), out var secret))
                {
                    _secrets.Add((log, secretId), secret = new SecretUse(log, secretId));
                }

                secret.Add(e);
            }

            var creates = e.Action is AuditActions.CreateApiKey or AuditActions.CreateChildKey or AuditActions.RotateApiKey;
            if (creates && e.Result == AuditResults.Done)
            {
                await AddAsync(e.SuccessorKeyId ?? e.SubjectKeyId, log, use.Id, cancellationToken);
            }
        }
    }

    private async Task AddAsync(Guid? id, string owner, Guid? createdBy, CancellationToken cancellationToken)
    {
        if (id is not { } known || _uses.ContainsKey(known))
        {
            return;
        }

        if (!_keys.TryGetValue(owner, out var keys))
        {
            keys = await mediator.Send(new ListApiKeysQuery(Caller.Operator, owner), cancellationToken) ?? [];
            _keys.Add(owner, keys);
        }

        var use = new KeyUse(known, owner, createdBy, keys.FirstOrDefault(key => key.Id == known), time);
        _uses.Add(known, use);
        _unread.Enqueue(use);
    }
}
