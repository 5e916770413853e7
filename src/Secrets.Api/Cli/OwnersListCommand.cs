using System.CommandLine;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.Owners;
using Secrets.Application.Owners.ListOwners;

namespace Secrets.Api.Cli;

/// <summary><c>owners list</c>.</summary>
internal static class OwnersListCommand
{
    public static Command Create()
    {
        var command = new Command(
            "list",
            """
            List all owners.

            Example:
              secrets owners list --json
            """
        )
        {
            SharedOptions.Json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                LocalInstallation.SendAsync(
                    new ListOwnersQuery(),
                    owners => Print(owners, parsed.GetValue(SharedOptions.Json)),
                    cancellationToken
                )
        );
        return command;
    }

    private static int Print(IReadOnlyList<StoredOwner> owners, bool asJson)
    {
        var responses = owners.Select(OwnerResponse.Of).ToList();
        return asJson
            ? Output.Json(new OwnerList(responses), ApiJson.Web.OwnerList)
            : Output.Table([
                ["OWNER", "CREATED", "API KEYS", "SHREDDED"],
                .. responses.Select(RowOf),
            ]);
    }

    private static string[] RowOf(OwnerResponse owner) =>
        [owner.Name, $"{owner.CreatedAt:u}", $"{owner.ApiKeys}", owner.ShreddedAt is { } at ? $"{at:u}" : "-"];
}
