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
        var verb = new Command(
            "export",
            """
            Write all secrets to standard output, as a .env file. A secret that cannot be decrypted is a comment there; the others
            follow, and the command ends with 1.

            Example:
              export --url https://secrets.example > .env
            """
        );
        source.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var output = Console.OpenStandardOutput();
                if (source.UrlOf(parsed) is { } url)
                {
                    using var service = new RemoteService(url);
                    var text = await service.ExportAsync(cancellationToken);
                    await output.WriteAsync(text, cancellationToken);
                    CryptographicOperations.ZeroMemory(text);
                    return Outcome(service.NotDecrypted);
                }

                var writer = PipeWriter.Create(output);
                return await CommandLine.UseAsync(
                    source.OwnerOf(parsed),
                    async (mediator, caller) =>
                    {
                        var notDecrypted = 0;
                        await foreach (var secrets in mediator.ExportAsync(caller, cancellationToken))
                        {
                            notDecrypted += EnvFileExport.Write(writer, secrets).Count;
                            await writer.FlushAsync(cancellationToken);
                        }

                        return Outcome(notDecrypted);
                    },
                    cancellationToken
                );
            }
        );
        return verb;
    }

    private static int Outcome(long notDecrypted)
    {
        if (notDecrypted == 0)
        {
            return ExitCodes.Done;
        }

        Console.Error.WriteLine(
            $"Not exported, since they cannot be decrypted: {notDecrypted} secrets, named in comments. Give them another value, or delete them."
        );
        return ExitCodes.Unavailable;
    }
}
