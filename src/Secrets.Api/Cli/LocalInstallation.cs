using System.Diagnostics;
using MediatR;
using Secrets.Application;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Application.Validation;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary>Sends requests of commands to the database and the key ring of the settings, which must exist.</summary>
internal static class LocalInstallation
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    /// <returns>The exit code that <paramref name="print"/> returns for the response, or that of a failure.</returns>
    public static Task<int> SendAsync<TResponse>(
        IRequest<TResponse> request,
        Func<TResponse, int> print,
        CancellationToken cancellationToken
    ) =>
        UseAsync(
            async services => print(await services.GetRequiredService<IMediator>().Send(request, cancellationToken)),
            cancellationToken
        );

    /// <summary>Sends a request again and again while running services hold it up, for at most this time.</summary>
    /// <param name="holdUp">Returns why the response is not final, or null.</param>
    public static Task<int> SendAsync<TResponse>(
        IRequest<TResponse> request,
        TimeSpan wait,
        Func<TResponse, string?> holdUp,
        Func<TResponse, int> print,
        CancellationToken cancellationToken
    ) =>
        UseAsync(
            async services =>
            {
                var mediator = services.GetRequiredService<IMediator>();
                var startedAt = Stopwatch.GetTimestamp();
                var response = await mediator.Send(request, cancellationToken);
                if (wait > TimeSpan.Zero && holdUp(response) is { } reason)
                {
                    Output.Note($"Waiting up to {wait.TotalSeconds} seconds: {reason}");
                }

                while (holdUp(response) is not null && Stopwatch.GetElapsedTime(startedAt) < wait)
                {
                    await Task.Delay(RetryDelay, cancellationToken);
                    response = await mediator.Send(request, cancellationToken);
                }

                return print(response);
            },
            cancellationToken
        );

    /// <summary>Runs an action as the operator for one owner.</summary>
    public static Task<int> UseAsync(string owner, Func<IMediator, Caller, Task<int>> action, CancellationToken cancellationToken) =>
        UseAsync(
            async services =>
                await services.GetRequiredService<IOwnerRepository>().FindAsync(owner, cancellationToken) is { } found
                    ? await action(services.GetRequiredService<IMediator>(), Caller.Operator with { OwnerId = found.Id })
                    : Output.OwnerNotFound(owner),
            cancellationToken
        );

    private static async Task<int> UseAsync(Func<IServiceProvider, Task<int>> action, CancellationToken cancellationToken)
    {
        var settings = CommandSettings.ReadInstallation();
        await using var services = settings.AddTo(new ServiceCollection()).BuildServiceProvider();
        await services.OpenExistingInstallationAsync(cancellationToken);
        try
        {
            var exitCode = await action(services);
            await WriteRevealsAsync(services.GetRequiredService<RevealCounts>());
            return exitCode;
        }
        catch (InvalidRequestException e)
        {
            foreach (var failure in e.Failures)
            {
                Output.Note($"{string.Join('.', failure.Location.Skip(1)).Replace('_', '-')}: {failure.Message}");
            }

            return ExitCodes.Usage;
        }
    }

    // The service writes the counts in the background; a command ends before.
    private static async Task WriteRevealsAsync(RevealCounts counts)
    {
        try
        {
            await counts.WriteAsync();
        }
        catch (StorageUnavailableException e)
        {
            Output.Note($"Warning: the reveals were not counted. {e.Message}");
        }
    }
}
