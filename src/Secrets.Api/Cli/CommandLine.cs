using System.CommandLine;
using MediatR;
using Secrets.Api.Configuration;
using Secrets.Application;
using Secrets.Application.Owners;
using Secrets.Application.Validation;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary>
/// The verbs of the program. They work on the database and the key ring of the settings, with or without a service
/// running on them. Results go to standard output, everything else to standard error.
/// </summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            """
            Keeps secrets. Without a verb it serves HTTP; settings come from the environment.

            Exit codes: 0 done, 1 a setting, the database or the service fails, 2 a wrong command line, 3 no such owner or key,
            4 refused: by the service, for an invalid file, since a secret exists already, or since a key is in use,
            5 the audit log is not whole.
            """
        )
        {
            ApiKeyCommands.Create(),
            OwnerCommands.Create(),
            AuditCommands.Create(),
            KeyRingCommands.Create(),
            ImportCommand.Create(),
            ExportCommand.Create(),
            RunCommand.Create(),
            DatabaseCommands.Create(),
            DoctorCommand.Create(),
            HealthCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync();
            return ExitCodes.Usage;
        }

        // Signals end the process at once, as they do where nothing handles them: what has begun is all done or not at all.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
        );
    }

    /// <summary>Opens the installation of the settings, which must exist, and sends it one message.</summary>
    public static Task<int> SendAsync<TResponse>(
        IRequest<TResponse> message,
        Func<TResponse, int> show,
        CancellationToken cancellationToken
    ) =>
        UseAsync(
            async services => show(await services.GetRequiredService<IMediator>().Send(message, cancellationToken)),
            cancellationToken
        );

    /// <summary>Opens the installation of the settings, which must exist, for one owner.</summary>
    public static Task<int> UseAsync(string ownerName, Func<IMediator, Caller, Task<int>> use, CancellationToken cancellationToken) =>
        UseAsync(
            async services =>
            {
                if (await services.GetRequiredService<IOwnerRepository>().FindAsync(ownerName, cancellationToken) is not { } owner)
                {
                    await Console.Error.WriteLineAsync($"There is no owner {ownerName}.");
                    return ExitCodes.NotFound;
                }

                return await use(services.GetRequiredService<IMediator>(), Caller.Operator with { OwnerId = owner.Id });
            },
            cancellationToken
        );

    /// <summary>What the operator sets for the verbs, as for the service.</summary>
    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    public static InstallationSettings ReadSettings() => InstallationSettings.Read(ReadConfiguration());

    private static string EnvironmentName =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? "Production";

    /// <summary>The settings as the service reads them.</summary>
    public static IConfiguration ReadConfiguration() =>
        new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"appsettings.{EnvironmentName}.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();

    private static async Task<int> UseAsync(Func<IServiceProvider, Task<int>> use, CancellationToken cancellationToken)
    {
        var settings = ReadSettings();
        await using var services = settings.AddTo(new ServiceCollection()).BuildServiceProvider();
        await services.OpenExistingInstallationAsync(cancellationToken);
        try
        {
            return await use(services);
        }
        catch (InvalidRequestException e)
        {
            foreach (var failure in e.Failures)
            {
                await Console.Error.WriteLineAsync($"{string.Join('.', failure.Location.Skip(1)).Replace('_', '-')}: {failure.Message}");
            }

            return ExitCodes.Usage;
        }
    }
}
