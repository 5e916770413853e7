using Secrets.Api.Responses;
using Secrets.Domain.Audit;

namespace Secrets.Api.Cli;

/// <summary>The use of one secret by the keys of a report.</summary>
internal sealed class SecretUse(string owner, Guid id)
{
    private AuditEventResponse? _newestChange;

    public string Owner => owner;

    public string? Name { get; private set; }

    public ActionCounts Actions { get; } = new();

    /// <summary>The oldest version that the keys set; null if they set none.</summary>
    public long? FirstVersion { get; private set; }

    public bool IsRevealed => Actions.Has(AuditActions.RevealSecret, AuditActions.ExportSecret);

    public bool IsCreated => Actions.Has(AuditActions.CreateSecret);

    public bool IsUpdated => Actions.Has(AuditActions.UpdateSecret);

    /// <summary>True if values are lost that only a backup has.</summary>
    public bool IsDestroyed => Actions.Has(AuditActions.DestroyVersion, AuditActions.PurgeSecret);

    /// <summary>True if the last change of the keys was to delete it.</summary>
    public bool IsDeleted => _newestChange?.Action == AuditActions.DeleteSecret;

    public Guid Id => id;

    public void Add(AuditEventResponse e)
    {
        Actions.Add(e);
        Name ??= e.SecretName;
        if (e.Result != AuditResults.Done)
        {
            return;
        }

        if (SecretState.Actions.Contains(e.Action, StringComparer.Ordinal) && !(_newestChange?.At >= e.At))
        {
            _newestChange = e;
        }

        if (e is { Action: AuditActions.SetValue, Version: { } version } && !(FirstVersion <= version))
        {
            FirstVersion = version;
        }
    }

    public KeyReportSecret ToResponse() => new(owner, id, Name, Actions.ToList());
}
