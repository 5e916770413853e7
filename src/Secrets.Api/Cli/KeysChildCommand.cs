using System.CommandLine;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using Secrets.Api.Responses;

namespace Secrets.Api.Cli;

/// <summary><c>keys child</c>.</summary>
internal static class KeysChildCommand
{
    private static readonly Option<Uri?> Url = CreateUrl();

    private static readonly Option<TimeSpan?> ExpiresIn = CreateExpiresIn();

    private static readonly Option<string?> Scopes = new("--scopes")
    {
        Description = "The scopes of the key, separated by commas. Without it, those of its parent.",
    };

    private static readonly Option<string[]> Secrets = new("--secret")
    {
        Description = "A name or prefix (GITHUB_*) of secrets that the key reaches. Repeat it for more. Without it, those of its parent.",
    };

    private static readonly Option<string[]> Networks = new("--network")
    {
        Description = "A network that the key can be used from, such as 10.0.0.0/8. Repeat it for more. Without it, those of its parent.",
    };

    private static readonly Option<int?> MaxUses = new("--max-uses")
    {
        Description = "The number of values that can be revealed with the key: 1 to 1000. Without it, any number.",
    };

    public static Command Create()
    {
        var command = new Command(
            "child",
            $"""
            Create a child of the API key in {RemoteService.KeyVariable}. It has at most the rights of its parent, and ends with it. The
            token is printed to standard output, alone.

            Example:
              secrets keys child --url https://secrets.example --expires-in 1h --secret 'GITHUB_*' --max-uses 10
            """
        )
        {
            Url,
            ExpiresIn,
            SharedOptions.KeyName,
            Scopes,
            Secrets,
            Networks,
            MaxUses,
            SharedOptions.Json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var service = new RemoteService(parsed.GetRequiredValue(Url)!);
                using var body = new StringContent(BodyOf(parsed).ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
                var key = await service.SendAsync<ApiKeyResponse>(HttpMethod.Post, "api/keys/child", cancellationToken, body);
                return ApiKeyOutput.Print(key, parsed.GetValue(SharedOptions.Json));
            }
        );
        return command;
    }

    private static JsonObject BodyOf(ParseResult parsed)
    {
        var lifetime = parsed.GetRequiredValue(ExpiresIn)!.Value;
        var name = parsed.GetRequiredValue(SharedOptions.KeyName);
        var body = new JsonObject { ["name"] = name, ["expires_in"] = (long)lifetime.TotalSeconds };
        Add("scopes", parsed.GetValue(Scopes)?.Split(',', StringSplitOptions.TrimEntries));
        Add("secrets", parsed.GetValue(Secrets));
        Add("client_networks", parsed.GetValue(Networks));
        if (parsed.GetValue(MaxUses) is { } maxUses)
        {
            body.Add("max_uses", maxUses);
        }

        return body;

        void Add(string field, string[]? items)
        {
            if (items is [_, ..])
            {
                body.Add(field, new JsonArray([.. items.Select(item => JsonValue.Create(item))]));
            }
        }
    }

    private static Option<Uri?> CreateUrl()
    {
        var url = SharedOptions.Url("The address of a running service, such as https://secrets.example.");
        url.Required = true;
        return url;
    }

    private static Option<TimeSpan?> CreateExpiresIn()
    {
        var expires = SharedOptions.Duration("--expires-in", "The lifetime of the key: 1m to 24h. It ends with its parent at the latest.");
        expires.Required = true;
        return expires;
    }
}
