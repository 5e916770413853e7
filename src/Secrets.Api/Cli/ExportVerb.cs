using System.CommandLine;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Secrets.Api.Controllers;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Api.Cli;

/// <summary><c>export</c>.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var source = new SecretsSource();
        var verb = new Command(
            "export",
            """
            Write all secrets to standard output, as a .env file.

            Example:
              export --url https://secrets.example > .env
            """);
        source.AddTo(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            await using var output = Console.OpenStandardOutput();
            if (source.UrlOf(parsed) is { } url)
            {
                using var service = new RemoteService(url);
                var text = await service.ExportAsync(cancellationToken);
                await output.WriteAsync(text, cancellationToken);
                CryptographicOperations.ZeroMemory(text);
                return ExitCodes.Done;
            }

            var writer = PipeWriter.Create(output);
            return await CommandLine.UseAsync(
                source.OwnerOf(parsed),
                async (mediator, caller) =>
                {
                    await foreach (var secrets in mediator.ExportAsync(caller, cancellationToken))
                    {
                        EnvFileExport.Write(writer, secrets);
                        await writer.FlushAsync(cancellationToken);
                    }

                    return ExitCodes.Done;
                },
                cancellationToken);
        });
        return verb;
    }
}
