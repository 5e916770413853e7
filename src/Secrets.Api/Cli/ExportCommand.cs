using System.CommandLine;
using System.IO.Pipelines;
using System.Security.Cryptography;
using MediatR;
using Secrets.Application;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Api.Cli;

/// <summary><c>export</c>.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Format = SharedOptions.OneOf<ExportFormat>(
        "--format",
        "env for docker compose, shell to be sourced, docker for docker run --env-file, or json or yaml with descriptions."
    );

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "export",
            """
            Write all secrets to standard output. Comments name secrets that a format cannot hold; json and yaml hold all. A secret that
            cannot be decrypted is named in the file, the others follow, and the exit code is 1.

            Examples:
              secrets export --url https://secrets.example > .env
              eval "$(secrets export --format shell)"
            """
        )
        {
            Format,
        };
        source.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var format = Enum.Parse<ExportFormat>(parsed.GetRequiredValue(Format), ignoreCase: true);
                await using var output = Console.OpenStandardOutput();
                return await source.UseAsync(
                    parsed,
                    service => ExportAsync(service, format, output, cancellationToken),
                    (mediator, caller) => ExportAsync(mediator, caller, format, output, cancellationToken),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> ExportAsync(
        RemoteService service,
        ExportFormat format,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        var response = await service.ExportAsync(format, cancellationToken);
        await output.WriteAsync(response.Content, cancellationToken);
        CryptographicOperations.ZeroMemory(response.Content);
        return ExitCodeOf(response.NotDecrypted);
    }

    private static async Task<int> ExportAsync(
        IMediator mediator,
        Caller caller,
        ExportFormat format,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        var writer = PipeWriter.Create(output);
        var file = SecretFileWriter.Create(format, writer);
        await foreach (var secrets in mediator.ExportAsync(caller, cancellationToken))
        {
            file.Write(secrets);
            await writer.FlushAsync(cancellationToken);
        }

        file.End();
        await writer.FlushAsync(cancellationToken);
        if (file.NotExported > 0)
        {
            Output.Note($"{file.NotExported} secrets were not exported, because the format cannot hold them. The file names them.");
        }

        return ExitCodeOf(file.NotDecrypted);
    }

    private static int ExitCodeOf(long notDecrypted) =>
        notDecrypted == 0
            ? ExitCodes.Done
            : Output.End(
                ExitCodes.Unavailable,
                $"{notDecrypted} secrets were not exported, because they cannot be decrypted. The file names them. "
                    + "Give them new values, or delete them."
            );
}
