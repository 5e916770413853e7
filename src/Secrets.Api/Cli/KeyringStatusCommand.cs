using System.CommandLine;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.GetKeyRingStatus;

namespace Secrets.Api.Cli;

/// <summary><c>keyring status</c>.</summary>
internal static class KeyringStatusCommand
{
    public static Command Create()
    {
        var command = new Command(
            "status",
            """
            List the root keys with the number of keys that they wrap, and the running services with the root keys that they have loaded.

            Example:
              secrets keyring status --json
            """
        )
        {
            SharedOptions.Json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                LocalInstallation.SendAsync(
                    new GetKeyRingStatusQuery(),
                    status => Print(status, parsed.GetValue(SharedOptions.Json)),
                    cancellationToken
                )
        );
        return command;
    }

    private static int Print(KeyRingStatus status, bool asJson)
    {
        var response = KeyRingResponse.Of(status);
        if (asJson)
        {
            return Output.Json(response, ApiJson.Web.KeyRingResponse);
        }

        Output.Table([
            ["KEY", "STATE", "OWNER KEYS", "SYSTEM KEYS"],
            .. response.Keys.Select(key => new[] { key.Id, key.State, $"{key.OwnerKeys}", $"{key.SystemKeys}" }),
        ]);
        if (response.Replicas.Count == 0)
        {
            return ExitCodes.Done;
        }

        Output.Result("");
        return Output.Table([
            ["RUNNING SERVICE", "SEEN", "KEYS, THE ACTIVE ONE FIRST"],
            .. response.Replicas.Select(replica => new[] { replica.Name, $"{replica.SeenAt:u}", string.Join(' ', replica.RootKeys) }),
        ]);
    }
}
