using System.CommandLine;
using Secrets.Api.Responses;
using Secrets.Application.Secrets.ListDeletedSecrets;
using Secrets.Application.Secrets.RestoreSecret;
using Secrets.Domain;

namespace Secrets.Api.Cli;

/// <summary><c>undelete</c>.</summary>
internal static class UndeleteCommand
{
    private static readonly Argument<string> Name = SharedOptions.SecretName(description: "The name that the secret had.");

    private static readonly Option<Guid?> Id = new("--id")
    {
        Description = "The id of the secret, if several deleted ones had the name. Without it, the command lists them.",
    };

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "undelete",
            """
            Restore a deleted secret under its name, with its versions.

            Example:
              secrets undelete GITHUB_TOKEN
            """
        )
        {
            Name,
            Id,
        };
        source.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (name, id) = (parsed.GetRequiredValue(Name), parsed.GetValue(Id));
                return source.UseAsync(
                    parsed,
                    async service =>
                    {
                        var deleted = await service.GetAsync<DeletedSecretList>("api/deleted-secrets", cancellationToken);
                        var found = deleted.DeletedSecrets.Where(secret => secret.Name == name);
                        return await RestoreAsync(
                            name,
                            id,
                            [.. found.Select(secret => (secret.Id, secret.DeletedAt))],
                            async chosen =>
                            {
                                var path = $"api/deleted-secrets/{chosen}/restore";
                                await service.SendAsync<MessageResponse>(HttpMethod.Post, path, cancellationToken);
                                return true;
                            }
                        );
                    },
                    async (mediator, caller) =>
                    {
                        var found = new List<(Guid, DateTimeOffset)>();
                        await foreach (var page in mediator.ListDeletedAsync(caller, cancellationToken))
                        {
                            var named = page.Where(secret => secret.Name == name);
                            found.AddRange(named.Select(secret => (secret.Id, Clock.Time(secret.DeletedAt))));
                        }

                        return await RestoreAsync(
                            name,
                            id,
                            found,
                            async chosen => (await mediator.Send(new RestoreSecretCommand(caller, chosen), cancellationToken)).IsRestored
                        );
                    },
                    cancellationToken
                );
            }
        );
        return command;
    }

    /// <param name="restore">Returns false if the name is taken.</param>
    private static async Task<int> RestoreAsync(
        string name,
        Guid? id,
        List<(Guid Id, DateTimeOffset DeletedAt)> found,
        Func<Guid, Task<bool>> restore
    )
    {
        var chosen = id is null ? found : found.FindAll(secret => secret.Id == id);
        switch (chosen)
        {
            case []:
                return Output.NotFound(
                    id is null
                        ? $"There is no deleted secret {name} that can be restored."
                        : $"There is no deleted secret {name} with the id {id} that can be restored."
                );
            case [var one]:
                return await restore(one.Id) ? Output.Done($"Restored {name}.") : SecretOutput.NameTaken(name);
            default:
                Output.Refused($"several deleted secrets had the name {name}. Choose one with --id:");
                foreach (var (candidate, deletedAt) in chosen)
                {
                    Output.Note($"  {candidate}  deleted {Cell.Of(deletedAt)}");
                }

                return ExitCodes.Refused;
        }
    }
}
