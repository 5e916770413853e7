using System.CommandLine;
using Secrets.Api.Responses;
using Secrets.Application;
using Secrets.Application.ApiKeys.ListApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Api.Cli;

/// <summary><c>keys list</c>.</summary>
internal static class KeysListCommand
{
    private static readonly Option<string?> OwnerName = new("--owner")
    {
        Description = "The owner: default, or with --url that of the API key. Only keys of default may name another.",
    };

    private static readonly Option<Uri?> Url = SharedOptions.Url(
        $"The address of a running service, such as https://secrets.example. {RemoteService.KeyVariable} is an API key with keys:manage."
    );

    private static readonly Option<bool> Stale = new("--stale")
    {
        Description = $"List only active keys that were not used for {StaleKeys.UnusedFor.Days} days, and keys that do not end.",
    };

    public static Command Create()
    {
        var command = new Command(
            "list",
            """
            List the API keys of an owner, without their tokens.

            Example:
              secrets keys list --owner alice --stale
            """
        )
        {
            Stale,
            OwnerName,
            Url,
            SharedOptions.Json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var owner = parsed.GetValue(OwnerName);
                if (parsed.GetValue(Url) is { } url)
                {
                    using var service = new RemoteService(url);
                    var path = owner is null ? "api/keys" : $"api/keys?owner={Uri.EscapeDataString(owner)}";
                    return Print(parsed, (await service.GetAsync<ApiKeyList>(path, cancellationToken)).Keys);
                }

                owner ??= Owner.Default.Name;
                return await LocalInstallation.SendAsync(
                    new ListApiKeysQuery(Caller.Operator, owner),
                    keys => keys is null ? Output.OwnerNotFound(owner) : Print(parsed, [.. keys.Select(ApiKeyResponse.Of)]),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static int Print(ParseResult parsed, IReadOnlyList<ApiKeyResponse> keys)
    {
        var asJson = parsed.GetValue(SharedOptions.Json);
        return parsed.GetValue(Stale)
            ? ApiKeyOutput.PrintStale(keys, TimeProvider.System.GetUtcNow(), asJson)
            : ApiKeyOutput.Print(keys, asJson);
    }
}
