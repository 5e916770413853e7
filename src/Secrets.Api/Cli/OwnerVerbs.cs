using System.CommandLine;
using System.Text.Json;
using Secrets.Api.Contracts;
using Secrets.Application.Owners.ListOwners;

namespace Secrets.Api.Cli;

/// <summary><c>owners list</c>.</summary>
internal static class OwnerVerbs
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var list = new Command(
            "list",
            """
            List all owners.

            Example:
              owners list --json
            """) { json };
        list.SetAction((parsed, cancellationToken) => CommandLine.SendAsync(
            new ListOwnersQuery(),
            owners =>
            {
                var answers = owners.Select(owner => new OwnerAnswer(owner.Name, DateTimeOffset.UnixEpoch.AddMicroseconds(owner.CreatedAt), owner.ApiKeys)).ToList();
                if (parsed.GetValue(json))
                {
                    Console.Out.WriteLine(JsonSerializer.Serialize(new OwnerList(answers), ApiJson.Web.OwnerList));
                }
                else
                {
                    Table.Write(Console.Out, [["OWNER", "CREATED", "API KEYS"], .. answers.Select(owner => new[] { owner.Name, $"{owner.CreatedAt:u}", $"{owner.ApiKeys}" })]);
                }

                return ExitCodes.Done;
            },
            cancellationToken));
        return new Command("owners", "Owners: the namespaces that secrets live in.") { list };
    }
}
