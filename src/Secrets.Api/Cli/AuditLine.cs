using Secrets.Api.Responses;

namespace Secrets.Api.Cli;

/// <summary>Formats audit events as lines of equal columns, which need not be known before the first is printed.</summary>
internal static class AuditLine
{
    public static string Header { get; } = Join("TIME", "API KEY", "CLIENT IP", "RESULT", "ACTION", "OF");

    public static string Of(AuditRun run)
    {
        var e = run.Newest;
        return Join(
            Cell.Of(e.At),
            Cell.OfApiKey(e.KeyId),
            e.ClientIp.Length == 0 ? "-" : e.ClientIp,
            e.Result,
            e.Action,
            run.Count > 1 ? $"{run.Count} secrets" : ObjectOf(e)
        );
    }

    /// <summary>Returns the name of an event's secret, or its id if it has no name any longer or the caller may not list names.</summary>
    public static string SecretOf(AuditEventResponse e) => e.SecretName ?? $"secret {e.SecretId}";

    private static string ObjectOf(AuditEventResponse e) =>
        e switch
        {
            { SecretId: not null, Version: { } version } => $"{SecretOf(e)} version {version}",
            { SecretId: not null } => SecretOf(e),
            { SubjectKeyId: { } key, SuccessorKeyId: { } successor } => $"key {key}, successor {successor}",
            { SubjectKeyId: { } key } => $"key {key}",
            { Count: > 1 } => $"{e.Count} {(e.Action == Domain.Audit.AuditActions.ImportSecrets ? "secrets" : "requests")}",
            _ => "-",
        };

    private static string Join(string time, string key, string clientIp, string result, string action, string subject) =>
        $"{time,-20}  {key,-36}  {clientIp,-15}  {result,-6}  {action,-22}  {subject}";
}
