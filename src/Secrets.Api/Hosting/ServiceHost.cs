using System.Net.Sockets;
using System.Security.Cryptography;
using Secrets.Api.Cli;
using Secrets.Api.Configuration;
using Secrets.Infrastructure;

namespace Secrets.Api.Hosting;

/// <summary>Runs the service from its start until it has stopped.</summary>
internal static class ServiceHost
{
    /// <summary>The time limit of the shutdown: that of requests, and 5 seconds for background work.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <returns>The exit code.</returns>
    /// <exception cref="SettingException">The service cannot listen.</exception>
    public static async Task<int> RunAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (Exception e) when (IsOfSetting(e))
        {
            var address = app.Services.GetRequiredService<ServiceSettings>().Addresses[0];
            throw new SettingException(address.Setting, e.Message.ReplaceLineEndings(" "));
        }

        app.Lifetime.ApplicationStopping.Register(() => _ = ExitAfterTimeoutAsync());
        await FirstKeyNotice.ShowAsync(app, Console.Out);
        return await WaitForStopAsync(app);
    }

    /// <summary>
    /// Returns the exit code after the service has stopped. It is not 0 if background work ended the host, so that a supervisor restarts
    /// it.
    /// </summary>
    public static async Task<int> WaitForStopAsync(WebApplication app)
    {
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await app.WaitForShutdownAsync();
        return background.Any(service => service.ExecuteTask is { IsFaulted: true }) ? ExitCodes.Unavailable : ExitCodes.Done;
    }

    private static bool IsOfSetting(Exception exception) =>
        exception
            is IOException
                or FormatException
                or InvalidOperationException
                or ArgumentException
                or SocketException
                or CryptographicException
                or UnauthorizedAccessException;

    // A database that hangs would delay the end of one background service after the other.
    private static async Task ExitAfterTimeoutAsync()
    {
        await Task.Delay(StopTimeout);
        await Console.Error.WriteLineAsync($"The service did not stop within {StopTimeout.TotalSeconds} seconds and was ended.");
        Environment.Exit(ExitCodes.Unavailable);
    }
}
