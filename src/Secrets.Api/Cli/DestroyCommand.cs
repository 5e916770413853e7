using System.CommandLine;
using System.CommandLine.Parsing;
using MediatR;
using Secrets.Api.Responses;
using Secrets.Application;
using Secrets.Application.Secrets.DestroyDeletedSecret;
using Secrets.Application.Secrets.DestroyVersion;
using Secrets.Application.Secrets.ListDeletedSecrets;

namespace Secrets.Api.Cli;

/// <summary><c>destroy</c>.</summary>
internal static class DestroyCommand
{
    private static readonly Argument<string?> Name = new("name")
    {
        Description = "The name of the secret.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<long?> Version = new("--version") { Description = "The old version to destroy, from versions." };
    private static readonly Option<Guid?> Deleted = new("--deleted") { Description = "The id of the deleted secret to destroy." };

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "destroy",
            """
            Destroy an old version of a secret, or a deleted secret with all its versions. Only a backup has them afterwards. To destroy the
            current value, set another one first. The command asks for the secret's name on standard input.

            Examples:
              secrets destroy GITHUB_TOKEN --version 2
              secrets destroy --deleted 01a2012a-c852-737e-8dec-cc961636b540 --yes
            """
        )
        {
            Name,
            Version,
            Deleted,
            NameConfirmation.Yes,
        };
        source.AddTo(command);
        command.Validators.Add(Validate);
        command.SetAction(
            (parsed, cancellationToken) =>
                source.UseAsync(
                    parsed,
                    service => DestroyAsync(parsed, service, cancellationToken),
                    (mediator, caller) => DestroyAsync(parsed, mediator, caller, cancellationToken),
                    cancellationToken
                )
        );
        return command;
    }

    private static void Validate(CommandResult result)
    {
        var (hasName, hasVersion) = (result.GetResult(Name)?.Tokens.Count > 0, result.GetResult(Version) is not null);
        if (hasName != hasVersion || hasName == result.GetResult(Deleted) is not null)
        {
            result.AddError("Give a name and --version, or --deleted.");
        }
    }

    private static async Task<int> DestroyAsync(ParseResult parsed, RemoteService service, CancellationToken cancellationToken)
    {
        string path;
        if (parsed.GetValue(Deleted) is { } id)
        {
            var names = parsed.GetValue(NameConfirmation.Yes)
                ? null
                : await service.GetAsync<DeletedSecretList>("api/deleted-secrets", cancellationToken);
            if (names is not null && !IsConfirmed(names.DeletedSecrets.FirstOrDefault(secret => secret.Id == id)?.Name))
            {
                return NameConfirmation.Refused();
            }

            path = $"api/deleted-secrets/{id}";
        }
        else
        {
            var name = parsed.GetRequiredValue(Name)!;
            if (!parsed.GetValue(NameConfirmation.Yes) && !IsConfirmed(name))
            {
                return NameConfirmation.Refused();
            }

            path = RemoteService.PathOf(name, $"/versions/{parsed.GetValue(Version)}");
        }

        return Output.Done($"{(await service.SendAsync<MessageResponse>(HttpMethod.Delete, path, cancellationToken)).Message}.");
    }

    private static async Task<int> DestroyAsync(ParseResult parsed, IMediator mediator, Caller caller, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Deleted) is { } id)
        {
            return
                !parsed.GetValue(NameConfirmation.Yes) && !IsConfirmed(await FindNameAsync(mediator, caller, id, cancellationToken))
                    ? NameConfirmation.Refused()
                : await mediator.Send(new DestroyDeletedSecretCommand(caller, id), cancellationToken) ? Output.Done($"Destroyed {id}.")
                : Output.NotFound("This owner has no such deleted secret.");
        }

        var (name, version) = (parsed.GetRequiredValue(Name)!, parsed.GetValue(Version)!.Value);
        if (!parsed.GetValue(NameConfirmation.Yes) && !IsConfirmed(name))
        {
            return NameConfirmation.Refused();
        }

        return await mediator.Send(new DestroyVersionCommand(caller, name, version, Precondition: null), cancellationToken) switch
        {
            DestroyVersionResult.NotFound => Output.NotFound($"There is no version {version} of {name}."),
            DestroyVersionResult.IsCurrent => Output.Refused(
                $"version {version} is the current value of {name}. Set another value before you destroy it."
            ),
            _ => Output.Done($"Destroyed version {version} of {name}."),
        };
    }

    private static async Task<string?> FindNameAsync(IMediator mediator, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await foreach (var page in mediator.ListDeletedAsync(caller, cancellationToken))
        {
            if (page.FirstOrDefault(secret => secret.Id == id) is { } found)
            {
                return found.Name;
            }
        }

        return null;
    }

    // Without a name there is no such secret, and destroying it says so.
    private static bool IsConfirmed(string? name) =>
        name is null || NameConfirmation.IsGiven("Type the secret's name to destroy the value permanently", name);
}
