using Secrets.Api.Responses;

namespace Secrets.Api.Cli;

/// <summary>Prints the report on an API key as tables, and the commands that take back what it did.</summary>
internal static class KeyReportOutput
{
    public static int Print(KeyReport report)
    {
        Print(
            ["KEY", "OWNER", "NAME", "STATE", "FIRST USED", "LAST USED", "CREATED BY"],
            report.Keys.Select(key =>
                new[]
                {
                    $"{key.Id}",
                    key.Owner,
                    key.Name ?? "-",
                    key.IsActive switch
                    {
                        true => "active",
                        false => "ended",
                        null => "not stored",
                    },
                    Cell.Of(key.FirstUsedAt),
                    Cell.Of(key.LastUsedAt),
                    key.CreatedBy is { } creator ? $"{creator}" : "-",
                }
            )
        );
        Print(
            ["KEY", "CLIENT IP", "EVENTS", "FIRST", "LAST"],
            report.Keys.SelectMany(key =>
                key.ClientIps.Select(client =>
                    new[] { $"{key.Id}", client.ClientIp, $"{client.Events}", Cell.Of(client.FirstAt), Cell.Of(client.LastAt) }
                )
            )
        );
        Print(
            ["KEY", "ACTION", "RESULT", "TIMES", "LAST"],
            report.Keys.SelectMany(key =>
                key.Actions.Select(action =>
                    new[] { $"{key.Id}", action.Action, action.Result, $"{action.Count}", Cell.Of(action.LastAt) }
                )
            )
        );
        Print(
            ["SECRET", "OWNER", "WHAT", "LAST"],
            report.Secrets.Select(secret =>
                new[]
                {
                    secret.Name ?? $"{secret.Id}",
                    secret.Owner,
                    string.Join(", ", secret.Actions.Select(Format)),
                    Cell.Of(secret.Actions.Max(action => action.LastAt)),
                }
            )
        );
        foreach (var line in report.Undo)
        {
            Output.Result(line);
        }

        return ExitCodes.Done;
    }

    private static void Print(string[] header, IEnumerable<string[]> rows)
    {
        if (rows.ToList() is [_, ..] some)
        {
            Output.Table([header, .. some]);
            Output.Result("");
        }
    }

    private static string Format(KeyReportAction action) =>
        $"{action.Action} {action.Count}{(action.Result == Domain.Audit.AuditResults.Done ? "" : $" {action.Result}")}";
}
