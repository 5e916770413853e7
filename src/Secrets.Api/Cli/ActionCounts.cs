using Secrets.Api.Responses;

namespace Secrets.Api.Cli;

/// <summary>Counts actions by their results. Events come with the newest first.</summary>
internal sealed class ActionCounts
{
    private readonly Dictionary<(string Action, string Result), (long Count, DateTimeOffset LastAt)> _counts = [];

    public void Add(AuditEventResponse e)
    {
        var (count, lastAt) = _counts.GetValueOrDefault((e.Action, e.Result), (0, e.At));
        _counts[(e.Action, e.Result)] = (count + e.Count, lastAt > e.At ? lastAt : e.At);
    }

    public bool Has(params ReadOnlySpan<string> actions)
    {
        foreach (var action in actions)
        {
            if (_counts.ContainsKey((action, Domain.Audit.AuditResults.Done)))
            {
                return true;
            }
        }

        return false;
    }

    public IReadOnlyList<KeyReportAction> ToList() =>
        [
            .. _counts
                .Select(entry => new KeyReportAction(entry.Key.Action, entry.Key.Result, entry.Value.Count, entry.Value.LastAt))
                .OrderByDescending(action => action.LastAt)
                .ThenBy(action => action.Action, StringComparer.Ordinal),
        ];
}
