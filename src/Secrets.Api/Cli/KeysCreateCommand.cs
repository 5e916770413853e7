using System.CommandLine;
using System.Globalization;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.CreateApiKey;
using Secrets.Application.Validation;

namespace Secrets.Api.Cli;

/// <summary><c>keys create</c>.</summary>
internal static class KeysCreateCommand
{
    private static readonly Option<string> Scopes = new("--scopes")
    {
        Description = $"The scopes of the key, separated by commas: {string.Join(", ", Domain.ApiKeys.Scopes.All)}.",
        Required = true,
    };

    private static readonly Option<string[]> Secrets = new("--secret")
    {
        Description = "A name or prefix (GITHUB_*) of secrets that the key reaches. Repeat it for more. Without it, the key reaches all.",
    };

    private static readonly Option<string[]> Networks = new("--network")
    {
        Description = "A network that the key can be used from, such as 10.0.0.0/8. Repeat it for more. Without it, any.",
    };

    private static readonly Option<TimeSpan?> Expires = SharedOptions.Duration(
        "--expires",
        "The lifetime of the key: 90d, 12h, 30m. Without it, the key does not expire."
    );

    public static Command Create()
    {
        var command = new Command(
            "create",
            """
            Create an API key. The owner is created if it does not exist. The token is printed to standard output, alone.

            Example:
              secrets keys create --owner alice --scopes secrets:list,secrets:reveal --secret 'GITHUB_*' --expires 90d
            """
        )
        {
            SharedOptions.Owner,
            Scopes,
            SharedOptions.KeyName,
            Secrets,
            Networks,
            Expires,
            SharedOptions.Json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                LocalInstallation.SendAsync(
                    RequestOf(parsed),
                    created => ApiKeyOutput.Print(created, parsed.GetValue(SharedOptions.Json)),
                    cancellationToken
                )
        );
        return command;
    }

    private static CreateApiKeyCommand RequestOf(ParseResult parsed)
    {
        var scopes = parsed.GetRequiredValue(Scopes).Split(',', StringSplitOptions.TrimEntries);
        return new CreateApiKeyCommand(
            Caller.Operator,
            Submitted.Of(parsed.GetRequiredValue(SharedOptions.KeyName)),
            Submitted.Of<IReadOnlyList<Submitted<string>>>([.. scopes.Select(Submitted.Of)]),
            new SubmittedRestrictions(ItemsOf(parsed.GetValue(Secrets)), ItemsOf(parsed.GetValue(Networks))),
            parsed.GetValue(Expires) is { } lifetime ? Submitted.Of(Format(TimeProvider.System.GetUtcNow() + lifetime)) : default,
            Submitted.Of(parsed.GetRequiredValue(SharedOptions.Owner))
        );
    }

    private static Submitted<IReadOnlyList<Submitted<string>>> ItemsOf(string[]? items) =>
        items is [_, ..] ? Submitted.Of<IReadOnlyList<Submitted<string>>>([.. items.Select(Submitted.Of)]) : default;

    private static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
