using System.CommandLine;
using MediatR;
using Secrets.Api.Startup;
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

            Exit codes: 0 done, 1 a setting or the database fails, 2 a wrong command line, 3 no such owner or key.
            """)
        {
            ApiKeyVerbs.Create(),
            OwnerVerbs.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync();
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>Opens the installation of the settings, as the service does, and sends it one message.</summary>
    public static async Task<int> SendAsync<TResponse>(IRequest<TResponse> message, Func<TResponse, int> show, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();
        var settings = Settings.Read(configuration);
        await using var services = settings.AddTo(new ServiceCollection()).BuildServiceProvider();
        await services.OpenInstallationAsync(cancellationToken);
        try
        {
            return show(await services.GetRequiredService<IMediator>().Send(message, cancellationToken));
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
