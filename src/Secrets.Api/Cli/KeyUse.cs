using Secrets.Api.Responses;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;

namespace Secrets.Api.Cli;

/// <summary>The use of one API key.</summary>
/// <param name="key">Null if the key is not stored, such as <c>SESSION_API_KEY</c>.</param>
internal sealed class KeyUse(Guid id, string owner, Guid? createdBy, ApiKey? key, TimeProvider time)
{
    private const int MaxClients = 1000;

    private readonly SortedSet<string> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KeyReportClient> _clients = new(StringComparer.Ordinal);
    private readonly ActionCounts _actions = new();
    private DateTimeOffset? _firstAt;
    private DateTimeOffset? _lastAt;

    public Guid Id => id;

    public string Owner => owner;

    public bool? IsActive => key?.IsActive(time.Microseconds());

    public bool IsKnown => key is not null || _firstAt is not null;

    public void Add(string logOwner, AuditEventResponse e)
    {
        _owners.Add(logOwner);
        _actions.Add(e);
        _firstAt = e.At < _firstAt ? e.At : _firstAt ?? e.At;
        _lastAt = e.At > _lastAt ? e.At : _lastAt ?? e.At;
        if (_clients.TryGetValue(e.ClientIp, out var client))
        {
            _clients[e.ClientIp] = client with
            {
                Events = client.Events + 1,
                FirstAt = e.At < client.FirstAt ? e.At : client.FirstAt,
                LastAt = e.At > client.LastAt ? e.At : client.LastAt,
            };
        }
        else if (_clients.Count < MaxClients)
        {
            _clients[e.ClientIp] = new KeyReportClient(e.ClientIp, 1, e.At, e.At);
        }
    }

    public KeyReportKey ToResponse() =>
        new(
            id,
            owner,
            key?.Name,
            IsActive,
            createdBy,
            _firstAt,
            _lastAt,
            [.. _owners],
            [.. _clients.Values.OrderByDescending(client => client.LastAt)],
            _actions.ToList()
        );
}
