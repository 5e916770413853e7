using System.CommandLine;
using System.Net.Mime;
using System.Security.Cryptography;
using Secrets.Application.Secrets.RevealSecret;

namespace Secrets.Api.Cli;

/// <summary><c>get</c>.</summary>
internal static class GetCommand
{
    private static readonly Argument<string> Name = SharedOptions.SecretName();

    private static readonly Option<long?> Version = new("--version") { Description = "An old version, from the command versions." };

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "get",
            """
            Write the value of a secret to standard output: its bytes and nothing else. On a terminal a line break follows.

            Example:
              secrets get GITHUB_TOKEN | gh auth login --with-token
            """
        )
        {
            Name,
            Version,
        };
        source.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (name, version) = (parsed.GetRequiredValue(Name), parsed.GetValue(Version));
                return source.UseAsync(
                    parsed,
                    service => PrintAsync(service, name, version, cancellationToken),
                    async (mediator, caller) =>
                    {
                        using var value = (await mediator.Send(new RevealSecretQuery(caller, name, version), cancellationToken))?.Value;
                        return value is null ? SecretOutput.NotFound(name, version) : await PrintAsync(value.AsMemory(), cancellationToken);
                    },
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> PrintAsync(RemoteService service, string name, long? version, CancellationToken cancellationToken)
    {
        var path = RemoteService.PathOf(name, version is { } number ? $"/value?version={number}" : "/value");
        var response = await service.SendAsync(HttpMethod.Get, path, MediaTypeNames.Text.Plain, cancellationToken);
        try
        {
            // The service sends an entity tag with each value. The login page of a proxy has none.
            return response.EntityTag is not null
                ? await PrintAsync(response.Content, cancellationToken)
                : throw service.UnexpectedResponse();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(response.Content);
        }
    }

    private static async Task<int> PrintAsync(ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(value, cancellationToken);
        if (!Console.IsOutputRedirected)
        {
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }

        return ExitCodes.Done;
    }
}
