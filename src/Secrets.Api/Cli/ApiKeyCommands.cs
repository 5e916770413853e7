using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Secrets.Api.Contracts;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.CreateApiKey;
using Secrets.Application.ApiKeys.ListApiKeys;
using Secrets.Application.ApiKeys.RevokeApiKey;
using Secrets.Application.ApiKeys.RotateApiKey;
using Secrets.Application.Validation;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Api.Cli;

/// <summary><c>keys create</c>, <c>keys list</c>, <c>keys revoke</c> and <c>keys rotate</c>.</summary>
internal static class ApiKeyCommands
{
    private static readonly Option<string> OwnerOption = new("--owner")
    {
        Description = "The owner.",
        DefaultValueFactory = _ => Owner.Default.Name,
    };
    private static readonly Option<bool> JsonOption = new("--json") { Description = "Write JSON." };
    private static readonly Argument<Guid> IdArgument = new("id") { Description = "The key's id, as keys list shows it." };

    public static Command Create() =>
        new("keys", "API keys: what clients send in the header X-Session-API-Key.")
        {
            CreateCommand(),
            ListCommand(),
            RevokeCommand(),
            RotateCommand(),
        };

    private static Command CreateCommand()
    {
        var scopes = new Option<string>("--scopes")
        {
            Description = $"What the key may do, separated by commas: {string.Join(", ", Scopes.All)}.",
            Required = true,
        };
        var name = new Option<string>("--name") { Description = "A name to know it by.", DefaultValueFactory = _ => "command line" };
        var expires = DurationOption("--expires", "How long it lives: 90d, 12h, 30m. Without it, until it is revoked.");
        var verb = new Command(
            "create",
            """
            Create an API key, for an owner that is made if it does not exist. The token goes to standard output, alone.

            Example:
              keys create --owner alice --scopes secrets:list,secrets:reveal --expires 90d
            """
        )
        {
            OwnerOption,
            scopes,
            name,
            expires,
            JsonOption,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                var expiresAt = parsed.GetValue(expires) is { } lifetime
                    ? Submitted.Of(
                        (TimeProvider.System.GetUtcNow() + lifetime).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                    )
                    : default;
                var command = new CreateApiKeyCommand(
                    Caller.Operator,
                    Submitted.Of(parsed.GetRequiredValue(name)),
                    Submitted.Of<IReadOnlyList<Submitted<string>>>([
                        .. parsed.GetRequiredValue(scopes).Split(',', StringSplitOptions.TrimEntries).Select(Submitted.Of),
                    ]),
                    expiresAt,
                    Submitted.Of(parsed.GetRequiredValue(OwnerOption))
                );
                return CommandLine.SendAsync(command, created => Show(created, parsed.GetValue(JsonOption)), cancellationToken);
            }
        );
        return verb;
    }

    private static Command ListCommand()
    {
        var verb = new Command(
            "list",
            """
            List an owner's API keys, without their tokens.

            Example:
              keys list --owner alice
            """
        )
        {
            OwnerOption,
            JsonOption,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.SendAsync(
                    new ListApiKeysQuery(Caller.Operator, parsed.GetRequiredValue(OwnerOption)),
                    keys =>
                        keys is null
                            ? NotFound($"There is no owner {parsed.GetRequiredValue(OwnerOption)}.")
                            : Show(keys, parsed.GetValue(JsonOption)),
                    cancellationToken
                )
        );
        return verb;
    }

    private static Command RevokeCommand()
    {
        var verb = new Command(
            "revoke",
            """
            End an API key for good. A running service heeds it within 5 seconds.

            Example:
              keys revoke 01a2012a-c852-737e-8dec-cc961636b540 --owner alice
            """
        )
        {
            IdArgument,
            OwnerOption,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.SendAsync(
                    new RevokeApiKeyCommand(Caller.Operator, parsed.GetRequiredValue(OwnerOption), parsed.GetRequiredValue(IdArgument)),
                    revoked =>
                        revoked ? Say($"Revoked {parsed.GetRequiredValue(IdArgument)}.") : NotFound("There is no such key of this owner."),
                    cancellationToken
                )
        );
        return verb;
    }

    private static Command RotateCommand()
    {
        var overlap = DurationOption("--overlap", "How long the old key lives on, to 7d; 24h by default.");
        var verb = new Command(
            "rotate",
            """
            Create a successor with the same name, scopes and lifetime. Its token goes to standard output, alone.

            Example:
              keys rotate 01a2012a-c852-737e-8dec-cc961636b540 --owner alice --overlap 1h
            """
        )
        {
            IdArgument,
            OwnerOption,
            overlap,
            JsonOption,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.SendAsync(
                    new RotateApiKeyCommand(
                        Caller.Operator,
                        parsed.GetRequiredValue(OwnerOption),
                        parsed.GetRequiredValue(IdArgument),
                        parsed.GetValue(overlap) is { } lifetime
                            ? new SubmittedNumber(SubmittedKind.Present, (long)lifetime.TotalSeconds)
                            : default
                    ),
                    outcome =>
                        outcome.Created is { } created
                            ? Show(created, parsed.GetValue(JsonOption))
                            : NotFound("There is no such active key of this owner."),
                    cancellationToken
                )
        );
        return verb;
    }

    private static Option<TimeSpan?> DurationOption(string name, string description) =>
        new(name)
        {
            Description = description,
            CustomParser = argument =>
            {
                if (Duration.TryParse(argument.Tokens[0].Value, out var duration))
                {
                    return duration;
                }

                argument.AddError($"{name}: a number and a unit, such as 90d, 12h or 30m.");
                return null;
            },
        };

    private static int Show(CreatedApiKey created, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(ApiKeyResponse.Of(created), ApiJson.Web.ApiKeyResponse));
            return ExitCodes.Done;
        }

        var key = ApiKeyResponse.Of(created.Key);
        Table.Write(
            Console.Error,
            ["id", $"{key.Id}"],
            ["name", key.Name],
            ["scopes", string.Join(' ', key.Scopes)],
            ["expires", Text(key.ExpiresAt)]
        );
        Console.Error.WriteLine("The token is shown this once:");
        Console.Out.WriteLine(created.Token);
        return ExitCodes.Done;
    }

    private static int Show(IReadOnlyList<ApiKey> keys, bool json)
    {
        var answers = keys.Select(ApiKeyResponse.Of).ToList();
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new ApiKeyList(answers), ApiJson.Web.ApiKeyList));
            return ExitCodes.Done;
        }

        Table.Write(
            Console.Out,
            [
                ["ID", "NAME", "SCOPES", "CREATED", "EXPIRES", "REVOKED", "LAST USED"],
                .. answers.Select(key =>
                    new[]
                    {
                        $"{key.Id}",
                        key.Name,
                        string.Join(' ', key.Scopes),
                        Text(key.CreatedAt),
                        Text(key.ExpiresAt),
                        Text(key.RevokedAt),
                        Text(key.LastUsedAt),
                    }
                ),
            ]
        );
        return ExitCodes.Done;
    }

    private static string Text(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "-";

    private static int Say(string text)
    {
        Console.Error.WriteLine(text);
        return ExitCodes.Done;
    }

    private static int NotFound(string text)
    {
        Console.Error.WriteLine(text);
        return ExitCodes.NotFound;
    }
}
