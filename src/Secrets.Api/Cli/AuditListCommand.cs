using System.CommandLine;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Domain.Owners;

namespace Secrets.Api.Cli;

/// <summary><c>audit list</c>.</summary>
internal static class AuditListCommand
{
    private static readonly Option<Guid?> Key = new("--key") { Description = "The id of the API key that was used." };

    private static readonly Option<string?> Action = new("--action") { Description = "An action, such as secret.reveal." };

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = "The name of a secret: events of secrets that have it, or had it when they were deleted.",
    };

    private static readonly Option<DateTimeOffset?> Since = PointInTime.Option("--since", "Events from this time on");
    private static readonly Option<DateTimeOffset?> Until = PointInTime.Option("--until", "Events before this time");
    private static readonly Option<bool> Json = new("--json") { Description = "Print a JSON object a line for every event." };

    public static Command Create()
    {
        var command = new Command(
            "list",
            """
            List audit events, the newest first. Consecutive events of one request with the same action are one line, such as the export of
            many secrets; --json prints every event.

            Example:
              secrets audit list --owner alice --key 01a2012a-c852-737e-8dec-cc961636b540 --since 24h
            """
        )
        {
            Key,
            Since,
            Until,
            Action,
            Secret,
            Json,
            AuditSource.Owner,
            AuditSource.Url,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var selection = new AuditSelection(
                    parsed.GetValue(AuditSource.Owner),
                    parsed.GetValue(Key),
                    parsed.GetValue(Action),
                    parsed.GetValue(Secret),
                    parsed.GetValue(Since),
                    parsed.GetValue(Until)
                );
                var asJson = parsed.GetValue(Json);
                if (parsed.GetValue(AuditSource.Url) is { } url)
                {
                    using var service = new RemoteService(url);
                    return await PrintAsync(service.ListAuditAsync(selection, cancellationToken), asJson, cancellationToken);
                }

                selection = selection with { Owner = selection.Owner ?? Owner.Default.Name };
                return await LocalInstallation.UseAsync(
                    selection.Owner,
                    (mediator, _) => PrintAsync(mediator.ListAuditAsync(selection, cancellationToken), asJson, cancellationToken),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> PrintAsync(
        IAsyncEnumerable<AuditEventResponse> events,
        bool asJson,
        CancellationToken cancellationToken
    )
    {
        if (asJson)
        {
            await foreach (var e in events.WithCancellation(cancellationToken))
            {
                Output.Json(e, ApiJson.Web.AuditEventResponse);
            }

            return ExitCodes.Done;
        }

        Output.Result(AuditLine.Header);
        await foreach (var run in AuditRun.FoldAsync(events, cancellationToken))
        {
            Output.Result(AuditLine.Of(run));
        }

        return ExitCodes.Done;
    }
}
