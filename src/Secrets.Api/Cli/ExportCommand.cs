using System.CommandLine;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Secrets.Api.Responses;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Api.Cli;

/// <summary><c>export</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "export",
            """
            Write all secrets to standard output, as a .env file. A secret that cannot be decrypted becomes a comment, the others follow,
            and the exit code is 1.

            Example:
              export --url https://secrets.example > .env
            """
        );
        source.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var output = Console.OpenStandardOutput();
                return source.UrlOf(parsed) is { } url
                    ? await ExportAsync(url, output, cancellationToken)
                    : await ExportAsync(source.OwnerOf(parsed), output, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> ExportAsync(Uri url, Stream output, CancellationToken cancellationToken)
    {
        using var service = new RemoteService(url);
        var text = await service.ExportAsync(cancellationToken);
        await output.WriteAsync(text, cancellationToken);
        CryptographicOperations.ZeroMemory(text);
        return ExitCodeOf(service.NotDecrypted);
    }

    private static Task<int> ExportAsync(string owner, Stream output, CancellationToken cancellationToken)
    {
        var writer = PipeWriter.Create(output);
        return LocalInstallation.UseAsync(
            owner,
            async (mediator, caller) =>
            {
                var notDecrypted = 0;
                await foreach (var secrets in mediator.ExportAsync(caller, cancellationToken))
                {
                    notDecrypted += EnvFileExport.Write(writer, secrets).Count;
                    await writer.FlushAsync(cancellationToken);
                }

                return ExitCodeOf(notDecrypted);
            },
            cancellationToken
        );
    }

    private static int ExitCodeOf(long notDecrypted) =>
        notDecrypted == 0
            ? ExitCodes.Done
            : Output.End(
                ExitCodes.Unavailable,
                $"{notDecrypted} secrets were not exported, because they cannot be decrypted. Comments in the export name them. "
                    + "Give them new values, or delete them."
            );
}
