using System.Text;
using Secrets.Application;
using Secrets.Application.Audit.ListAudit;
using Secrets.Application.Validation;

namespace Secrets.Api.Cli;

/// <summary>Selects the audit events of an owner. A condition that is null selects all.</summary>
/// <param name="Owner">Null for the owner of the API key of a service.</param>
internal sealed record AuditSelection(
    string? Owner,
    Guid? KeyId,
    string? Action = null,
    string? Secret = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null
)
{
    private const int PageSize = ListAuditQuery.MaxLimit;

    /// <summary>Returns the query for a page of the database of the settings.</summary>
    public ListAuditQuery ToQuery(Guid? before) =>
        new(Caller.Operator, Owner, before, Action, Secret, SecretId: null, KeyId, Since, Until, PageSize);

    /// <summary>Returns the path of the first page of a service.</summary>
    public string ToPath()
    {
        var path = new StringBuilder($"api/audit?limit={PageSize}");
        Add("owner", Owner);
        Add("key_id", KeyId?.ToString());
        Add("action", Action);
        Add("secret", Secret);
        Add("since", Since is { } since ? Rfc3339.Format(since) : null);
        Add("until", Until is { } until ? Rfc3339.Format(until) : null);
        return path.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
