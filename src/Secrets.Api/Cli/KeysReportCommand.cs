using System.CommandLine;
using Secrets.Api.Serialization;
using Secrets.Application.Owners.ListOwners;

namespace Secrets.Api.Cli;

/// <summary><c>keys report</c>.</summary>
internal static class KeysReportCommand
{
    public static Command Create()
    {
        var command = new Command(
            "report",
            """
            Print what an API key did, by the audit log: client IPs, secrets, the keys that it created, what these did, and the commands
            that take it back. For a key of default, the logs of all owners are read.

            Example:
              secrets keys report 01a2012a-c852-737e-8dec-cc961636b540 --owner alice
            """
        )
        {
            SharedOptions.KeyId,
            SharedOptions.Owner,
            SharedOptions.Json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (id, owner) = (parsed.GetRequiredValue(SharedOptions.KeyId), parsed.GetRequiredValue(SharedOptions.Owner));
                return LocalInstallation.UseAsync(
                    owner,
                    async (mediator, _) =>
                    {
                        var owners = await mediator.Send(new ListOwnersQuery(), cancellationToken);
                        var reader = new KeyReportReader(mediator, [.. owners.Select(found => found.Name)], TimeProvider.System);
                        return await reader.ReadAsync(id, owner, cancellationToken) is not { } report
                                ? Output.NotFound("This owner has no such key, and the audit log has no event of it.")
                            : parsed.GetValue(SharedOptions.Json) ? Output.Json(report, ApiJson.Web.KeyReport)
                            : KeyReportOutput.Print(report);
                    },
                    cancellationToken
                );
            }
        );
        return command;
    }
}
